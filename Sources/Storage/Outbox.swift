package import Calendars
package import Cases
package import Deliveries
package import Rules

/// The deliveries and their attempts, as far as a snapshot shows them.
package protocol OutboxReading {
    /// Returns all deliveries about an incident, in the order they were decided.
    func deliveries(of incident: Incident.ID) throws(StoreError) -> [DeliveryHistory]
    /// Returns a delivery with everything that was tried.
    func delivery(_ id: Delivery.ID) throws(StoreError) -> DeliveryHistory?
    /// Returns deliveries, the latest decided first.
    func deliveries(
        matching filter: DeliveryFilter, limit: Int
    ) throws(StoreError) -> [DeliveryHistory]
    /// Returns deliveries to a recipient about no single incident, decided from an instant on, in
    /// order.
    func bundles(
        to recipient: String, since instant: Instant, limit: Int
    ) throws(StoreError) -> [DeliveryHistory]
    /// Returns the copies of a message, in the order they were decided.
    func entries(in group: Delivery.GroupID) throws(StoreError) -> [OutboxEntry]
    /// Returns the instant at which the next waiting delivery can be claimed, leases counted.
    ///
    /// Another watcher may claim it, or its channel have no room: whoever waits for it pauses all
    /// the same.
    func earliestDelivery() throws(StoreError) -> Instant?
    /// Returns the channels on which something could have been claimed before an instant and still
    /// waits.
    func stalls(before instant: Instant, at now: Instant) throws(StoreError) -> [Stall]
    /// Returns the delivery that was decided first, before an instant, and still waits, unless for
    /// the reasons excused.
    func oldestWaiting(
        decidedBefore instant: Instant, unless excuse: WaitExcuse
    ) throws(StoreError) -> OutboxEntry?
    /// Returns deliveries about no single incident that were decided before an instant and still
    /// wait though they were tried, or were put off, unless for the reasons excused; oldest first.
    func heldBack(
        decidedBefore instant: Instant, unless excuse: WaitExcuse, limit: Int
    ) throws(StoreError) -> [OutboxEntry]
    /// Returns whether another delivery about the incident has reached the recipient, or one about
    /// several, as was noted then.
    func wasDelivered(
        incident: Incident.ID, recipient: String, excluding delivery: Delivery.ID?
    ) throws(StoreError) -> Bool
    /// Returns those who got nothing about the incident and have nothing of it on its way to them
    /// but what was tried or put off.
    func untold(of incident: Incident.ID) throws(StoreError) -> [String]
}

/// The deliveries and their attempts, written.
package protocol OutboxWriting: OutboxReading {
    /// Adds messages to be sent; those whose id is there already are left alone. Returns how many
    /// are new.
    func enqueue(_ entries: [OutboxEntry]) throws(StoreError) -> Int
    /// Leases waiting deliveries that may be tried now: those about Duebell itself first, then in
    /// order of the instant they were for. A claim under a token that was claimed before returns
    /// what that one leased and is not settled yet, and leases nothing more.
    ///
    /// Those of a channel that has no room are passed over and hold up no other. The number of
    /// leases a delivery ever had, its epoch, grows by one.
    func claim(_ claim: Claim) throws(StoreError) -> [OutboxEntry]
    /// Ends the leases of every owner but one; returns how many. For a store that one watcher has
    /// to itself: whoever else held a lease is gone.
    func releaseLeases(except owner: String) throws(StoreError) -> Int
    /// Returns what waits for a recipient at one address on one channel, is leased by nobody, can
    /// be claimed now and has surely not arrived; the first decided first. What another watcher
    /// is at work on is passed over.
    func waiting(
        in queue: RecipientQueue, at now: Instant, limit: Int
    ) throws(StoreError) -> [OutboxEntry]
    /// Adds a message to be sent or, where its id is there and failed for good, has it sent once
    /// more, within its new time; false where nothing was done.
    func reopen(_ entry: OutboxEntry) throws(StoreError) -> Bool
    /// Has what waits looked at now that was ever held for one of some kinds of reasons, on one
    /// channel or on all; returns how much.
    func wake(
        _ kinds: Set<HoldReason.Kind>, channel: Channel.ID?, at: Instant
    ) throws(StoreError) -> Int
    /// Has a delivery that failed for good sent once more; false where there is none that did.
    func requeue(
        _ delivery: Delivery.ID, at: Instant, until end: Instant, request: ResendRequest
    ) throws(StoreError) -> Bool
    /// Ends leases with their outcomes; returns one outcome for each.
    ///
    /// Every outcome but *delivered* counts only while its fence holds. The attempts of a delivery
    /// are kept once for each epoch.
    func settle(_ settlements: [Settlement]) throws(StoreError) -> [SettlementOutcome]
    /// Notes that deliveries about several incidents have reached their recipients.
    func noteTold(_ told: [ToldRow]) throws(StoreError)
}

extension OutboxWriting {
    /// Adds a message to be sent; false where its id is there already and nothing was done.
    package func enqueue(_ entry: OutboxEntry) throws(StoreError) -> Bool {
        try enqueue([entry]) > 0
    }

    /// Ends a lease with its outcome.
    package func settle(_ settlement: Settlement) throws(StoreError) -> SettlementOutcome {
        try settle([settlement]).first ?? .unknown
    }
}

/// A recipient whom a message about several incidents has told of one of them.
package struct ToldRow: Hashable, Sendable {
    package let incident: Incident.ID
    package let recipient: String

    package init(incident: Incident.ID, recipient: String) {
        self.incident = incident
        self.recipient = recipient
    }
}

/// The reasons for which a delivery may wait long without anything being wrong.
package struct WaitExcuse: Hashable, Sendable {
    /// The kinds of the latest reason it was held for.
    package let kinds: Set<HoldReason.Kind>
    /// True if a delivery may wait that somebody asked for once more and nothing has held since.
    package let isRequest: Bool

    package init(_ kinds: Set<HoldReason.Kind>, isRequest: Bool = false) {
        self.kinds = kinds
        self.isRequest = isRequest
    }

    /// Returns whether a delivery is excused.
    package func excuses(_ entry: OutboxEntry) -> Bool {
        guard let latest = entry.holds.first else { return isRequest && entry.request != nil }
        return kinds.contains(latest.kind)
    }
}
