package import Calendars
package import Cases
package import Deliveries
import Rules

/// Read access to the deliveries and their attempts in a snapshot.
package protocol OutboxReading {
    /// Returns all deliveries about an incident, in the order they were decided.
    func deliveries(of incident: Incident.ID) throws(StoreError) -> [DeliveryHistory]
    /// Returns a delivery with all its attempts.
    func delivery(_ id: Delivery.ID) throws(StoreError) -> DeliveryHistory?
    /// Returns deliveries, the latest decided first.
    func deliveries(
        matching filter: DeliveryFilter, limit: Int
    ) throws(StoreError) -> [DeliveryHistory]
    /// Returns the number of deliveries that match a filter.
    func countDeliveries(matching filter: DeliveryFilter) throws(StoreError) -> Int
    /// Returns the ids of deliveries that begin with a text, in order.
    func deliveries(startingWith prefix: String, limit: Int) throws(StoreError) -> [Delivery.ID]
    /// Returns the deliveries to a recipient about no single incident, decided from an instant on,
    /// in order.
    func bundles(
        to recipient: String, since instant: Instant, limit: Int
    ) throws(StoreError) -> [DeliveryHistory]
    /// Returns the copies of a message, in the order they were decided.
    func entries(in group: Delivery.GroupID) throws(StoreError) -> [OutboxEntry]
    /// Returns the instant at which the next waiting delivery can be claimed, taking leases into
    /// account.
    ///
    /// Another watcher may claim it, or its channel may have no room, so a caller that waits for it
    /// must pause in any case.
    func earliestDelivery() throws(StoreError) -> Instant?
    /// Returns the channels with a delivery that could have been claimed before an instant and
    /// still waits.
    func stalls(before instant: Instant, at now: Instant) throws(StoreError) -> [Stall]
    /// Returns the first decided delivery that was decided before an instant and waits without an
    /// excuse.
    func oldestWaiting(
        decidedBefore instant: Instant, unless excuse: WaitExcuse
    ) throws(StoreError) -> OutboxEntry?
    /// Returns deliveries about no single incident that were decided before an instant, were tried
    /// or deferred, and wait without an excuse; oldest first.
    func heldBack(
        decidedBefore instant: Instant, unless excuse: WaitExcuse, limit: Int
    ) throws(StoreError) -> [OutboxEntry]
    /// Returns true if another delivery about the incident has reached the recipient.
    ///
    /// Combined deliveries count by their `ReachedRow`.
    func wasDelivered(
        incident: Incident.ID, recipient: String, excluding delivery: Delivery.ID?
    ) throws(StoreError) -> Bool
    /// Returns the recipients not reached about the incident, without a new delivery on its way.
    ///
    /// A delivery that was tried or deferred does not count as on its way.
    func unreached(of incident: Incident.ID) throws(StoreError) -> [String]
}
