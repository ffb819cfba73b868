package import Calendars
package import Cases
package import Deliveries
package import Rules

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

/// Write access to the deliveries and their attempts.
package protocol OutboxWriting: OutboxReading {
    /// Adds messages to send, leaving existing ids alone; returns the number of new ones.
    func enqueue(_ entries: [OutboxEntry]) throws(StoreError) -> Int
    /// Leases waiting deliveries that may be tried now.
    ///
    /// Deliveries about Duebell itself come first, then the others by due instant. A claim under a
    /// known token returns the deliveries of the first claim that are not settled yet, and leases
    /// nothing more.
    ///
    /// Deliveries on a channel without room are skipped and hold up no other. The number of leases
    /// a delivery ever had, its epoch, grows by one.
    func claim(_ claim: Claim) throws(StoreError) -> [OutboxEntry]
    /// Ends the leases of every owner but one; returns their number.
    ///
    /// In a store that several watchers share, those that have signed lately keep theirs.
    func releaseLeases(except owner: String) throws(StoreError) -> Int
    /// Returns the deliveries in a recipient's queue that are free to be combined, the first
    /// decided first.
    ///
    /// Each can be claimed now, has no lease and has certainly not arrived. Deliveries that another
    /// watcher is working on are skipped.
    func waiting(
        in queue: RecipientQueue, at now: Instant, limit: Int
    ) throws(StoreError) -> [OutboxEntry]
    /// Adds a message to send, or retries the existing one with its new times if it failed
    /// permanently.
    ///
    /// Returns false if nothing was done.
    func reopen(_ entry: OutboxEntry) throws(StoreError) -> Bool
    /// Makes waiting deliveries that were ever held for one of the kinds claimable now; returns
    /// their number.
    ///
    /// A nil channel stands for all channels.
    func wake(
        _ kinds: Set<HoldReason.Kind>, channel: Channel.ID?, at: Instant
    ) throws(StoreError) -> Int
    /// Retries a delivery that failed permanently; returns false if there is none.
    func requeue(
        _ delivery: Delivery.ID, at: Instant, until end: Instant, request: ResendRequest
    ) throws(StoreError) -> Bool
    /// Ends leases with their outcomes; returns one outcome for each.
    ///
    /// Every outcome except *delivered* counts only while its fence holds. The attempts of a
    /// delivery are stored once per epoch.
    func settle(_ settlements: [Settlement]) throws(StoreError) -> [SettlementOutcome]
    /// Records that combined deliveries have reached their recipients.
    func noteReached(_ told: [ReachedRow]) throws(StoreError)
    /// Removes the deliveries about incidents with their attempts, whatever their state, and the
    /// notes of recipients reached.
    func removeDeliveries(of incidents: [Incident.ID]) throws(StoreError)
    /// Removes deliveries that were decided before an instant and wait no more, with their
    /// attempts; returns their number, at most `limit`.
    func removeSettled(decidedBefore instant: Instant, limit: Int) throws(StoreError) -> Int
}

extension OutboxWriting {
    /// Adds a message to send; returns false if its id exists already.
    package func enqueue(_ entry: OutboxEntry) throws(StoreError) -> Bool {
        try enqueue([entry]) > 0
    }

    /// Ends a lease with its outcome.
    package func settle(_ settlement: Settlement) throws(StoreError) -> SettlementOutcome {
        try settle([settlement]).first ?? .unknown
    }
}

/// A recipient reached by a combined message, for one of its incidents.
package struct ReachedRow: Hashable, Sendable {
    package let incident: Incident.ID
    package let recipient: String

    package init(incident: Incident.ID, recipient: String) {
        self.incident = incident
        self.recipient = recipient
    }
}
