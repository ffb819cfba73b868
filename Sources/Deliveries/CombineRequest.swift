package import Calendars
package import Cases
package import Rules

/// The properties that deliveries must share to be combined into one.
package struct CombineKey: Hashable, Sendable {
    package let queue: RecipientQueue
    package let via: [Channel.ID]?
    package let reach: Int
    /// True for a drill, which is never combined with real incidents.
    package let isDrill: Bool

    package init(of delivery: Delivery, _ cases: [Incident.ID: Case]) {
        queue = RecipientQueue(of: delivery)
        via = delivery.via
        reach = delivery.reach
        isDrill = delivery.incidents.contains { cases[$0]?.isDrill ?? false }
    }
}

/// A request to combine deliveries, and any others waiting for the same recipient, into one.
package struct CombineRequest: Sendable {
    /// The id of the combined delivery, the same at every attempt.
    package let id: Delivery.ID
    package let key: CombineKey
    /// The deliveries to combine; at least one.
    package let deliveries: [LeasedDelivery]
    /// The reason given by the mute that held the deliveries; nil if none did, or it is gone from
    /// the rules.
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

    /// Returns true if another waiting delivery may be included and no mute holds it.
    package func admits(
        _ other: LeasedDelivery, _ cases: [Incident.ID: Case], at now: Instant,
        by rulebook: Rulebook
    ) -> Bool {
        other.isCombinable && !other.isFirstNotice && !other.delivery.isAllOver
            && CombineKey(of: other.delivery, cases) == key
            && rulebook.mute(holding: other.delivery, cases, at: now) == nil
    }

    /// Returns requests that combine the combinable deliveries into as few messages as possible,
    /// each with at least one delivery.
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
