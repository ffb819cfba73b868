import Calendars
import JSON
import Rules

/// The result of matching the reports to one obligation.
struct ReportMatch {
    /// The report that suffices or did before its retraction: the clocks it started stay.
    var first: Report?
    /// The report that suffices: the earliest or, if several are required, the last of them.
    var best: Report?
    var insufficient: [Fault] = []
    /// The reports that count, in order.
    var counted: [Report] = []
    /// The reports that correct an earlier one and came when none was needed.
    var corrections: [Report] = []
    /// The retracted reports that would count for the obligation.
    var retracted: [Record.ID] = []
}

/// The reason a report counts for nothing.
enum Mismatch: Error, Hashable {
    /// No obligation fits the report.
    case nothing
    /// The report names no stage, and the unit awaits several.
    case stage(among: [String])
    /// The report names a period the schedule does not have, or a day with several.
    case period(among: [Instant])
    /// The report was made before the first period began.
    case early
}

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
