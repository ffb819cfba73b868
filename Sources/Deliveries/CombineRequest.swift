package import Calendars
package import Cases
package import Rules

/// The properties in which deliveries must agree to go out as one.
package struct CombineKey: Hashable, Sendable {
    package let queue: RecipientQueue
    package let via: [Channel.ID]?
    package let reach: Int
    /// True for a drill, which is never combined with what is real.
    package let isDrill: Bool

    package init(of delivery: Delivery, _ cases: [Incident.ID: Case]) {
        queue = RecipientQueue(of: delivery)
        via = delivery.via
        reach = delivery.reach
        isDrill = delivery.incidents.contains { cases[$0]?.isDrill ?? false }
    }
}

/// The wish that several deliveries, and whatever else waits for the same recipient, go out as one.
package struct CombineRequest: Hashable, Sendable {
    /// The combined delivery, which has the same id at every attempt.
    package let id: Delivery.ID
    package let key: CombineKey
    /// At least one.
    package let deliveries: [LeasedDelivery]
    /// The words of the mute that held them, if one did and the rules still have it.
    package let why: String?

    package init(_ deliveries: [LeasedDelivery], key: CombineKey, by rulebook: Rulebook) {
        id = Delivery.combinedID(of: deliveries.map(\.delivery))
        self.key = key
        self.deliveries = deliveries
        let mutes = deliveries.first(where: \.wasMuted)?.holds.compactMap { hold -> Mute? in
            guard case .muted(let mute, _) = hold else { return nil }
            return rulebook.mutes.first { $0.id == mute }
        }
        why = mutes?.first?.why
    }

    /// Returns true for a delivery that waits as well, that may go along, and that nothing holds
    /// back.
    package func admits(
        _ other: LeasedDelivery, _ cases: [Incident.ID: Case], at now: Instant,
        by rulebook: Rulebook
    ) -> Bool {
        other.isCombinable && !other.isFirstNotice && !other.delivery.isAllOver
            && CombineKey(of: other.delivery, cases) == key
            && rulebook.mute(holding: other.delivery, cases, at: now) == nil
    }

    /// Returns those deliveries that can be combined, as the requests they make: as few as can
    /// hold them, each with at least one.
    package static func requests(
        for deliveries: [LeasedDelivery], _ cases: [Incident.ID: Case], by rulebook: Rulebook
    ) -> [CombineRequest] {
        let combinable = deliveries.filter(\.isCombinable)
        let kinds = Dictionary(grouping: combinable) { CombineKey(of: $0.delivery, cases) }
        return kinds.sorted { $0.value[0].id < $1.value[0].id }.flatMap { key, members in
            Delivery.loads(of: members, \.delivery).map {
                CombineRequest($0, key: key, by: rulebook)
            }
        }
    }
}
