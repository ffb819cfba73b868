package import Calendars
package import Cases
package import Deliveries

/// Where records, cases and deliveries are kept, in the trade's verbs.
///
/// It keeps rows and bytes and does not know how a case is encoded.
package protocol Store: Sendable {
    /// Runs a body as one transaction; durable when it returns, and all or nothing.
    ///
    /// Concurrent calls may share one commit. The body may be run again after a rollback, so it
    /// must do nothing but read, write and compute.
    func write<T: Sendable>(
        _ body: @escaping @Sendable (any StoreTransaction) throws -> T
    ) async throws(StoreError) -> T

    /// Runs a body over one unchanging view of everything committed before the call.
    func read<T: Sendable>(
        _ body: @escaping @Sendable (any StoreSnapshot) throws -> T
    ) async throws(StoreError) -> T
}

/// What can be asked of the store; valid only inside the body it was given to.
package protocol StoreSnapshot {
    /// The current version of a record.
    func record(_ id: Record.ID) throws(StoreError) -> RecordRow?
    /// Every version of every record of an incident, in order of arrival.
    func records(of incident: Incident.ID) throws(StoreError) -> [RecordRow]
    /// A case, also when it is set aside.
    func caseRow(_ incident: Incident.ID) throws(StoreError) -> CaseRow?
    /// A page of cases, the latest opened first.
    func cases(
        matching filter: CaseFilter, limit: Int, after place: CasePlace?
    ) throws(StoreError) -> [CaseRow]
    /// Cases that must be advanced by an instant, earliest first; none that is set aside.
    func dueCases(before instant: Instant, limit: Int) throws(StoreError) -> [CaseRow]
    /// Open cases that nothing will happen to by itself, those not touched for longest first; none
    /// that is set aside.
    func casesWithoutNext(
        limit: Int, after place: QuietPlace?
    ) throws(StoreError) -> [(row: CaseRow, place: QuietPlace)]
    /// When the next case must be advanced.
    func earliestDue() throws(StoreError) -> Instant?
    /// What was written down about an incident, or with nil about Duebell itself; oldest first.
    func journal(of incident: Incident.ID?) throws(StoreError) -> [JournalRow]
    /// All deliveries about an incident, in the order they were decided.
    func deliveries(of incident: Incident.ID) throws(StoreError) -> [DeliveryHistory]
    /// A delivery with everything that was tried.
    func delivery(_ id: Delivery.ID) throws(StoreError) -> DeliveryHistory?
    /// Deliveries, the latest decided first.
    func deliveries(
        matching filter: DeliveryFilter, limit: Int
    ) throws(StoreError) -> [DeliveryHistory]
    /// Deliveries to a recipient about no single incident, decided from an instant on, in order.
    func bundles(
        to recipient: String, since instant: Instant, limit: Int
    ) throws(StoreError) -> [DeliveryHistory]
    /// The copies of a message, in the order they were decided.
    func entries(in group: Delivery.GroupID) throws(StoreError) -> [OutboxEntry]
    /// What waits for the recipient of an entry at the same address by the same channel, is leased
    /// by nobody, can be claimed now and has surely not arrived; the first decided first.
    func waiting(
        beside entry: OutboxEntry, at now: Instant, limit: Int
    ) throws(StoreError) -> [OutboxEntry]
    /// When the next waiting delivery can be claimed, leases counted.
    func earliestDelivery() throws(StoreError) -> Instant?
    /// The channels on which something could have been claimed before an instant and still waits.
    func stalls(before instant: Instant, at now: Instant) throws(StoreError) -> [Stall]
    /// The delivery that was decided first, before an instant, and still waits for another reason
    /// than those whose remarks begin so.
    func oldestWaiting(
        decidedBefore instant: Instant, unlessRemarked prefixes: [String]
    ) throws(StoreError) -> OutboxEntry?
    /// Deliveries about no single incident that were decided before an instant and still wait
    /// though they were tried, or were put off for another reason than those; oldest first.
    func heldBack(
        decidedBefore instant: Instant, unlessRemarked prefixes: [String], limit: Int
    ) throws(StoreError) -> [OutboxEntry]
    /// Whether another delivery about the incident has reached the recipient, or one about
    /// several, as was noted then.
    func wasDelivered(
        incident: Incident.ID, recipient: String, excluding delivery: Delivery.ID?
    ) throws(StoreError) -> Bool
    /// Those who got nothing about the incident and have nothing of it on its way to them but what
    /// was tried or put off.
    func untold(of incident: Incident.ID) throws(StoreError) -> [String]
    /// The bytes of the rulebook that was kept, or kept again, last.
    func latestRulebook() throws(StoreError) -> [UInt8]?
    /// The bytes kept under a rulebook's digest.
    func rulebook(_ digest: String) throws(StoreError) -> [UInt8]?
    /// Until when something noted once is not to be said again; nil: it never was.
    func noted(_ key: String) throws(StoreError) -> Instant?
    /// How much there is, and whether anything is stuck.
    func counts() throws(StoreError) -> StoreCounts
}

/// A snapshot that can also be changed; it sees its own changes.
package protocol StoreTransaction: StoreSnapshot {
    /// Keeps a record unless its id is taken; says which.
    func insert(_ record: RecordRow) throws(StoreError) -> RecordOutcome
    /// Keeps a case in place of what was there, and ends its being set aside.
    func save(_ row: CaseRow) throws(StoreError)
    /// Passes a case over from now on, also one that was never saved.
    func setAside(_ incident: Incident.ID, reason: String, at: Instant) throws(StoreError)
    /// Writes down what was decided.
    func append(_ row: JournalRow) throws(StoreError)
    /// Adds a message to be sent; false where its id is there already and nothing was done.
    func enqueue(_ entry: OutboxEntry) throws(StoreError) -> Bool
    /// Leases waiting deliveries that may be tried now, in order of the instant they were for.
    ///
    /// Those of a channel that has no room are passed over and hold up no other.
    func claim(
        _ room: ClaimRoom, at now: Instant, leaseUntil: Instant, owner: String
    ) throws(StoreError) -> [OutboxEntry]
    /// Ends every lease of a worker that is known to be gone; says how many.
    func release(leasesOf owner: String) throws(StoreError) -> Int
    /// Adds a message to be sent or, where its id is there and failed for good, has it sent once
    /// more, within its new time; false where nothing was done.
    func reopen(_ entry: OutboxEntry) throws(StoreError) -> Bool
    /// Has what waits looked at now where its remark holds some words; says how much.
    func wake(remarked words: String, at: Instant) throws(StoreError) -> Int
    /// Notes that a delivery about several incidents has reached its recipient, for one of them.
    func noteTold(_ recipient: String, of incident: Incident.ID) throws(StoreError)
    /// Has a delivery that failed for good sent once more; false where there is none that did.
    func requeue(
        _ delivery: Delivery.ID, at: Instant, until end: Instant, remark: String
    ) throws(StoreError) -> Bool
    /// Ends a lease with its outcome.
    func settle(_ settlement: Settlement) throws(StoreError) -> SettlementOutcome
    /// Keeps the documents of a rulebook under their digest; once is enough.
    func saveRulebook(_ digest: String, bytes: [UInt8], at: Instant) throws(StoreError)
    /// Notes that something was said, and until when not to say it again.
    func note(_ key: String, until: Instant) throws(StoreError)
    /// Lets go of notes that ended before an instant, but for some.
    func forgetNotes(endedBefore instant: Instant, except keys: [String]) throws(StoreError)
}

extension StoreTransaction {
    /// Leases deliveries whatever their channel.
    package func claim(
        limit: Int, at now: Instant, leaseUntil: Instant, owner: String
    ) throws(StoreError) -> [OutboxEntry] {
        try claim(ClaimRoom(total: limit), at: now, leaseUntil: leaseUntil, owner: owner)
    }
}
