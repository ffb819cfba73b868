package import Calendars
package import Cases
package import Deliveries
package import Rules

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
