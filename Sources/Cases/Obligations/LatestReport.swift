import Calendars
import Rules

/// Deadlines counted from the latest of several reports, such as a final report due a month after
/// the latest intermediate one.
extension Case {
    /// Returns the time of the latest report for any of some obligations of the rule.
    ///
    /// A report moves a deadline only if it was made before the deadline had passed.
    func latestReport(
        for names: [String], of obligation: Obligation, _ due: Due,
        _ calculator: (_ latest: Instant) -> DeadlineCalculator, by rules: PinnedRulebooks
    ) -> Instant? {
        let times = reports(for: names, of: obligation, by: rules)
        let own = obligation.firstReport.flatMap { report($0) }?.submittedAt
        var latest: Instant?
        for time in times {
            if let latest {
                guard own.map({ time <= $0 }) ?? true,
                    case .success(let dueAt) = calculator(latest).deadline(of: due),
                    time <= dueAt
                else { break }
            }
            latest = time
        }
        return latest
    }

    /// Returns the times of the sufficient reports for some obligations of an obligation's rule, in
    /// order.
    private func reports(
        for names: [String], of obligation: Obligation, by rules: PinnedRulebooks
    ) -> [Instant] {
        let all = obligations.places(of: obligation.rule, names).map { obligations[$0] }
        let same = all.filter { $0.awaiting == obligation.awaiting }
        let duties = (same.isEmpty ? all : same).compactMap { other in
            rules.rule(of: other).map { (obligation: other, rule: $0) }
        }
        return reports.filter { report in
            duties.contains { other, rule in
                if report.record == other.firstReport { return true }
                return !isRetracted(report) && report.stage == rule.stage
                    && isBetween(report, to: report.to, other, rule)
                    && shortfalls(of: report, rule, for: other).isEmpty
            }
        }.map(\.submittedAt)
    }
}
