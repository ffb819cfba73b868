import Calendars
import JSON
import Rules

/// The sufficiency of reports.
extension Case {
    func isRetracted(_ report: Report) -> Bool {
        !retractions.isEmpty && !retractions.about(report.record.text).isEmpty
    }

    /// Returns the report of a verdict decided before an upgrade; nil if the verdict may change.
    func pinnedReport(of obligation: Obligation) -> Report? {
        guard obligation.isPinned, let id = obligation.verdict?.report, let report = report(id),
            !isRetracted(report)
        else { return nil }
        return report
    }

    /// Returns the reason a report does not suffice; nil if it does.
    func shortfall(of report: Report, _ rule: ObligationRule) -> String? {
        if let forms = rule.forms, !forms.contains(report.form ?? "") {
            return
                "its form is \(report.form ?? "not given"), not \(forms.joined(separator: " or "))"
        }
        return shortfall(of: report, rule.accepts, "accepts")
    }

    /// Returns the demands that a report does not satisfy; nil if it satisfies all.
    func shortfall(
        of report: Report, _ demands: [ObligationRule.Demand], _ key: String
    ) -> String? {
        guard !demands.isEmpty else { return nil }
        let scope: JSON = .object([
            "report": .object(report.body), "incident": .object(facts),
        ])
        let lacking = demands.compactMap { demand -> String? in
            switch demand.that.evaluate(over: scope) {
            case .value(let answer):
                return answer.isTruthy
                    ? nil : demand.otherwise ?? "it does not satisfy `\(key)`"
            case .undecidable(let why):
                return demand.otherwise ?? "`\(key)` cannot be decided: \(why)"
            }
        }
        return lacking.isEmpty ? nil : lacking.joined(separator: "; ")
    }
}
