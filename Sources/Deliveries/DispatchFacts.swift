package import Cases

/// The facts about claimed deliveries, read from the store at once before the stages decide.
package struct DispatchFacts: Sendable {
    /// The readable cases of the deliveries.
    package var cases: [Incident.ID: Case] = [:]
    /// The incidents whose stored cases are unreadable.
    package var unreadableCases: Set<Incident.ID> = []
    /// The leases of claimed rows without a readable delivery.
    package var unreadableRows: [LeasedDelivery.Lease] = []
    /// The deliveries that report an end to a recipient notified of the beginning.
    package var toldBefore: Set<Delivery.ID> = []
    /// The deliveries that report an end while another message about it is being sent to the
    /// recipient.
    package var toldNow: Set<Delivery.ID> = []
    /// The recipients not reached about the incidents.
    package var unreached = UnreachedRecipients()

    package init() {}

    /// Returns the cases of a delivery.
    package func cases(of delivery: Delivery) -> [Incident.ID: Case] {
        var about: [Incident.ID: Case] = [:]
        for id in delivery.incidents { about[id] = cases[id] }
        return about
    }
}
