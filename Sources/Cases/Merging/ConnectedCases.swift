import Calendars
import Rules

/// The cases of incidents that merges connect, which change together.
struct ConnectedCases {
    typealias Outcome = (incident: Incident.ID, effect: Effect)

    private(set) var cases: [Incident.ID: Case] = [:]

    /// The next instant at which one of the cases has work; nil if there is none.
    var wakeAt: Instant? { cases.values.compactMap(\.wakeAt).min() }

    /// Returns the case that has the records of an incident.
    subscript(id: Incident.ID) -> Case? {
        guard let known = cases[id], let root = known.mergedInto else { return cases[id] }
        return cases[root]
    }

    /// Lets no case wake again before its next record.
    mutating func sleep() {
        for id in cases.keys { cases[id]?.wakeAt = nil }
    }

    /// Adds a case that needs no record.
    mutating func add(_ one: Case) {
        cases[one.id] = one
    }

    /// Applies records that arrived at the same instant, then moves the cases to it.
    mutating func step(
        _ records: [Record], at now: Instant, by rules: PinnedRulebooks
    ) -> [Outcome] {
        var outcomes: [Outcome] = []
        var order: [Incident.ID] = []
        var fresh: [Incident.ID: [Record]] = [:]
        for record in records {
            for incident in record.incidents {
                let id = cases[incident]?.mergedInto ?? incident
                if fresh[id] == nil { order.append(id) }
                fresh[id, default: []].append(record)
            }
        }
        for id in order {
            let effects = cases[id, default: Case(id: id, at: now)]
                .receive(fresh[id] ?? [], at: now, by: rules)
            outcomes += effects.map { (id, $0) }
        }
        outcomes += regroup(at: now, by: rules)
        let due = cases.filter {
            fresh[$0.key] != nil || $0.value.wakeAt.map { $0 <= now } ?? false
        }
        for id in due.keys.sorted() where cases[id]?.isMergedAway == false {
            let effects = cases[id]?.advance(to: now, by: rules) ?? []
            outcomes += effects.map { (id, $0) }
        }
        // The time of a merge may have come.
        return outcomes + regroup(at: now, by: rules)
    }

    private mutating func regroup(at now: Instant, by rules: PinnedRulebooks) -> [Outcome] {
        guard cases.values.contains(where: { !$0.connected.isEmpty }) else { return [] }
        let standing = cases.sorted { $0.key < $1.key }.map(\.value)
        return Regrouping(standing, at: now, by: rules).changes().flatMap { change in
            let id = change.incident.id
            cases[id] = change.incident
            return change.effects.map { (id, $0) }
        }
    }
}
