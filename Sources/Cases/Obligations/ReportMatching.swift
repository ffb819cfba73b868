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

    /// Returns the reasons a report does not suffice; none if it does.
    func shortfalls(
        of report: Report, _ rule: ObligationRule, for obligation: Obligation
    ) -> [Shortfall] {
        if let forms = rule.forms, !forms.contains(report.form ?? "") {
            return [.form(report.form, accepted: forms)]
        }
        return shortfalls(of: report, rule.accepts, "accepts", for: obligation)
    }

    /// Returns the demands that a report does not satisfy; none if it satisfies all.
    func shortfalls(
        of report: Report, _ demands: [ObligationRule.Demand], _ key: String,
        for obligation: Obligation
    ) -> [Shortfall] {
        guard !demands.isEmpty else { return [] }
        let scope: JSON = .object([
            "report": .object(report.body),
            "incident": .object(seen(for: obligation).facts),
        ])
        return demands.compactMap { demand -> Shortfall? in
            let text = demand.otherwise.map { Shortfall.demand($0) }
            switch demand.that.evaluate(over: scope) {
            case .value(let answer): return answer.isTruthy ? nil : text ?? .condition(key)
            case .undecidable(let why): return text ?? .undecided(key, why)
            }
        }
    }
}
