import Calendars
import JSON
import Rules

/// The withdrawal of obligations by their own rules, such as the reports of an incident that turns
/// out not to be serious.
///
/// Results are kept, and many obligations of one rule cost no more than one.
struct Withdrawals {
    private struct Key: Hashable {
        let rule: Rule.ID
        let condition: Condition
        let home: Incident.ID
    }

    private var known: [Key: Instant?] = [:]

    /// Returns true if the rule withdraws an obligation by facts stated before its deadline passed.
    ///
    /// Overdue reports stay required: nobody gets out of being late by a later statement.
    mutating func include(
        _ obligation: Obligation, in incident: Case, at now: Instant, by rules: PinnedRulebooks
    ) -> Bool {
        guard let condition = rules.rule(of: obligation)?.withdrawnIf else { return false }
        let homes =
            incident.parts.isEmpty ? [incident.id] : incident.sources(of: obligation)
        return homes.allSatisfy { home in
            let key = Key(rule: obligation.rule, condition: condition, home: home)
            let since: Instant?
            if let remembered = known[key] {
                since = remembered
            } else {
                since = incident.seen(as: home).holding(condition, beside: obligation, at: now)
                known[key] = .some(since)
            }
            return since.map { since in obligation.dueAt.map { since <= $0 } ?? true } ?? false
        }
    }
}

extension Case {
    /// Returns the instant since which a condition has held without interruption; nil if it does
    /// not hold.
    ///
    /// The times of the statements decide, so that the order of arrival changes nothing.
    fileprivate func holding(
        _ condition: Condition, beside obligation: Obligation, at now: Instant
    ) -> Instant? {
        let filed = reported(beside: obligation)
        let updates = incident?.updates ?? []
        guard var place = updates.indices.last else { return nil }
        let points = (updates.map(\.version.asOf) + filed.map(\.at)).filter { $0 <= now }.sorted()
        var since: Instant?
        for point in points.reversed() {
            while place > 0, updates[place].version.asOf > point { place -= 1 }
            let scope = Self.scope(
                of: updates[place].state, reported: filed.filter { $0.at <= point })
            guard condition.holds(over: scope) == true else { break }
            since = point
        }
        return since
    }

    /// Returns the obligations of the same rule that were reported, each with the time of its first
    /// report, without retracted ones.
    private func reported(beside obligation: Obligation) -> [(name: String, at: Instant)] {
        var first: [String: Instant] = [:]
        for other in obligations where other.rule == obligation.rule {
            guard let report = other.firstReport.flatMap({ report($0) }), !isRetracted(report)
            else { continue }
            first[other.name] = min(first[other.name] ?? report.submittedAt, report.submittedAt)
        }
        return first.map { (name: $0.key, at: $0.value) }
    }

    /// Returns the values visible to a condition that withdraws an obligation.
    static func scope(
        of state: JSONObject, reported: [(name: String, at: Instant)]
    ) -> JSON {
        var filed = JSONObject()
        for report in reported { filed[report.name] = .string(report.at.rfc3339) }
        return .object(["incident": .object(state), "reported": .object(filed)])
    }
}
