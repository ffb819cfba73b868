import Calendars
import JSON
import Rules

/// The bound of an incident's separate updates.
extension Case {
    /// Merges old updates of the incident if there are too many, and notifies the operators.
    ///
    /// An update on which an obligation rests stays separate: one that opened an obligation, and
    /// the first in which a condition of a deadline held.
    mutating func mergeUpdates(by rules: PinnedRulebooks) -> [Effect] {
        incidents.flatMap { mergeUpdates(of: $0, by: rules) }
    }

    /// Merges old updates of one of the case's incidents.
    private mutating func mergeUpdates(
        of home: Incident.ID, by rules: PinnedRulebooks
    ) -> [Effect] {
        guard var merged = incident(at: home), merged.versions.count > rules.bounds.updates else {
            return []
        }
        let end = merged.versions.count - rules.bounds.updates / 2
        let last = merged.versions[end - 1].asOf
        let count = merged.versions.count
        merged.mergeVersions(before: end, except: updatesInUse(merged, by: rules))
        guard merged.versions.count < count else { return [] }
        if home == id { incident = merged } else { parts[home]?.incident = merged }
        return tellOfLimit(
            about: .record(.incident, home.text), .updates(count: count, through: last),
            by: rules.current)
    }

    /// Returns the places of the updates on which obligations rest.
    private func updatesInUse(_ incident: Incident, by rules: PinnedRulebooks) -> Set<Int> {
        let causes = Set(
            obligations.compactMap { obligation -> String? in
                if case .update(let id) = obligation.cause { id.text } else { nil }
            })
        // The first update counts whatever the deadline: see `open`.
        var places: Set<Int> = [0]
        for (place, version) in incident.versions.enumerated() {
            if let record = version.record, causes.contains(record) { places.insert(place) }
        }
        let ruled = obligations.compactMap { rules.rule(of: $0)?.due }
        let current = rules.current.rules.flatMap(\.obligations).map(\.due)
        let conditions = Set((ruled + current).flatMap(\.conditions))
        let states = incident.states
        places.formUnion(turns(of: states, by: rules))
        guard !conditions.isEmpty else { return places }
        for condition in conditions {
            let first = states.firstIndex {
                condition.holds(over: .object(["incident": .object($0)])) == true
            }
            if let first { places.insert(first) }
        }
        return places
    }

    /// Returns the places of the states at which a condition that withdraws an obligation began or
    /// ceased to hold.
    private func turns(of states: [JSONObject], by rules: PinnedRulebooks) -> Set<Int> {
        let ruled = obligations.compactMap { rules.rule(of: $0)?.withdrawnIf }
        var places: Set<Int> = []
        for condition in Set(ruled) {
            var before: Bool?
            for (place, state) in states.enumerated() {
                let holds = condition.holds(over: Self.scope(of: state, reported: []))
                if holds != before { places.insert(place) }
                before = holds
            }
        }
        return places
    }

    /// Returns the fault and the notices to the operators about a bound that has been reached.
    ///
    /// The fault is not kept in the case: nothing that anybody does later clears it.
    func tellOfLimit(
        about subject: FaultSubject, _ limit: FaultDetail.Limit, by rulebook: Rulebook
    ) -> [Effect] {
        [.fault(about: subject.key, Fault(.limit, .limit(limit)))]
            + rulebook.operatorNotices(
                .limit, about: nil, dueAt: advancedAt, detail: .about(subject, .limit(limit)))
    }
}

extension Due {
    /// The conditions of the bounds of the deadline.
    fileprivate var conditions: [Condition] {
        switch self {
        case .within, .businessDays, .businessTime, .firing: []
        case .rolled(let due, _, _), .timed(let due, _): due.conditions
        case .given(let condition, let due): [condition] + due.conditions
        case .earliest(let parts), .latest(let parts), .firstKnown(let parts):
            parts.flatMap(\.conditions)
        }
    }
}
