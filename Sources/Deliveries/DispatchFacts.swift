package import Cases

/// The facts about claimed deliveries, read from the store in one look before the stages decide.
package struct DispatchFacts: Sendable {
    /// The cases they are about, as far as they can be read.
    package var cases: [Incident.ID: Case] = [:]
    /// Cases that are there and cannot be read.
    package var unreadableCases: Set<Incident.ID> = []
    /// Rows that were claimed and hold no delivery that can be read.
    package var unreadableRows: [LeasedDelivery.Lease] = []
    /// Deliveries that tell the end of a matter to a recipient who was told of it.
    package var toldBefore: Set<Delivery.ID> = []
    /// Deliveries that tell the end of a matter to a recipient to whom something else of it is
    /// being sent.
    package var toldNow: Set<Delivery.ID> = []
    /// The recipients who were to be told of the incidents in vain.
    package var unreached = UnreachedRecipients()

    package init() {}

    /// Returns the cases a delivery is about.
    package func cases(of delivery: Delivery) -> [Incident.ID: Case] {
        var about: [Incident.ID: Case] = [:]
        for id in delivery.incidents { about[id] = cases[id] }
        return about
    }
}
