import Calendars
import JSON
import Rules

/// The result of matching the reports to one obligation.
struct ReportMatch {
    /// The report that suffices: the earliest or, if several are required, the last of them.
    var first: Report?
    /// The report that suffices when retracted reports are ignored.
    var best: Report?
    var insufficient: [Fault] = []
}

/// The matching of reports to obligations.
extension Case {
    /// Returns the matching reports of each obligation, by its place.
    ///
    /// A report counts for every obligation it meets. For a repeated obligation it counts for one
    /// occurrence only: the earliest one that is unmet and still expected.
    func readings(by rules: Rulebooks) -> [Int: ReportMatch] {
        guard !reports.isEmpty else {
            return Dictionary(uniqueKeysWithValues: obligations.indices.map { ($0, ReportMatch()) })
        }
        var readings: [Int: ReportMatch] = [:]
        for places in obligations.series {
            let many = places.filter { obligations[$0].occurrence != nil }
            let others = places.filter { obligations[$0].occurrence == nil }.map { [$0] }
            for times in [many] + others {
                readings.merge(read(times, by: rules)) { first, _ in first }
            }
        }
        return readings
    }

    /// Matches the reports to one obligation, or to the occurrences of a repeated one.
    private func read(_ times: [Int], by rules: Rulebooks) -> [Int: ReportMatch] {
        guard let index = times.first, let rule = rules.rule(of: obligations[index]) else {
            return [:]
        }
        let wanted = if case .schedule(let schedule) = rule.on { schedule.count } else { 1 }
        let spans = times.map { span(of: obligations[$0], by: rules) }
        var all = Slots(spans: spans, wanted: wanted)
        var standing = Slots(spans: spans, wanted: wanted)
        var readings = times.map { _ in ReportMatch() }
        for report in reports where isAddressed(report, obligations[index], rule) {
            if let why = shortfall(of: report, rule) {
                let place = all.place(of: report.submittedAt) ?? 0
                readings[place].insufficient.append(
                    Fault(.insufficient, "report \(report.record): \(why)"))
                continue
            }
            if let filled = all.take(report.submittedAt) { readings[filled].first = report }
            if !isRetracted(report), let filled = standing.take(report.submittedAt) {
                readings[filled].best = report
            }
        }
        return Dictionary(uniqueKeysWithValues: zip(times, readings))
    }

    /// Returns the span in which a report must have been made to count for an obligation.
    private func span(of obligation: Obligation, by rules: Rulebooks) -> Slots.Span {
        let from: Instant? =
            if case .firing(let since, _) = obligation.cause { since } else { nil }
        return Slots.Span(after: from, through: expiry(of: obligation, by: rules))
    }

    func isRetracted(_ report: Report) -> Bool {
        !retractions.about(report.record.text).isEmpty
    }

    /// Returns the reason a report does not suffice; nil if it does.
    private func shortfall(of report: Report, _ rule: ObligationRule) -> String? {
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

/// The allocation of reports, in order, to the occurrences of one obligation.
private struct Slots {
    /// The span in which reports count for one occurrence.
    struct Span {
        /// Reports count if made after this instant; nil: from the first on.
        let after: Instant?
        /// The last instant at which a report is expected; nil for no limit.
        let through: Instant?

        func contains(_ instant: Instant) -> Bool {
            (after.map { $0 < instant } ?? true) && !isOver(at: instant)
        }

        func isOver(at instant: Instant) -> Bool { through.map { $0 < instant } ?? false }
    }

    private let spans: [Span]
    /// The number of reports each occurrence still needs.
    private var missing: [Int]
    /// The first occurrence that may still need reports; all earlier ones are filled or over.
    private var first = 0

    init(spans: [Span], wanted: Int) {
        self.spans = spans
        missing = spans.map { _ in wanted }
    }

    /// Returns the earliest occurrence that needs a report made at an instant; never an occurrence
    /// before the previous result.
    mutating func place(of instant: Instant) -> Int? {
        while first < spans.count, missing[first] == 0 || spans[first].isOver(at: instant) {
            first += 1
        }
        return spans.indices[first...].first { missing[$0] > 0 && spans[$0].contains(instant) }
    }

    /// Allocates a report; returns the occurrence completed by it.
    mutating func take(_ instant: Instant) -> Int? {
        guard let place = place(of: instant) else { return nil }
        missing[place] -= 1
        return missing[place] == 0 ? place : nil
    }
}
