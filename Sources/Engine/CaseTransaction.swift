package import Calendars
package import Cases
package import Deliveries
import JSON
import Messages
package import Rules
package import Storage

/// What happens to cases within one transaction: records are taken, time is moved, and all that
/// follows is kept together with the case it follows from.
///
/// A value made for one transaction; what it decided is in its counts when the body returns it.
package struct CaseTransaction {
    private let transaction: any StoreTransaction
    package let now: Instant
    /// Grows by the pinned rulebooks it had to fetch from the store.
    package private(set) var rules: Rulebooks
    private let zones: @Sendable (String) -> Zone?
    /// Whether there is anything new to send.
    package private(set) var enqueued = 0
    /// Cases that could not be handled, and why.
    package private(set) var poisoned: [(incident: Incident.ID, reason: String)] = []
    /// The cases this transaction has read or changed, nil where there is none.
    private var cases: [Incident.ID: Standing?] = [:]
    /// The rows to be written, before anything that depends on them is read.
    private var unsaved = Unsaved()

    /// A case within the transaction.
    private final class Standing {
        /// Nil: the store has none.
        private(set) var row: CaseRow?
        /// As the store has it.
        private(set) var before: Case?
        var current: Case

        init(row: CaseRow?, before: Case?, current: Case) {
            self.row = row
            self.before = before
            self.current = current
        }

        func saved(as row: CaseRow) {
            self.row = row
            before = current
        }
    }

    /// The rows kept back, to be written as sets.
    private struct Unsaved {
        /// In the order they were first changed, each once.
        private(set) var cases: [Incident.ID] = []
        private var changed: Set<Incident.ID> = []
        var journal: [JournalRow] = []
        var deliveries: [OutboxEntry] = []

        mutating func change(_ incident: Incident.ID) {
            if changed.insert(incident).inserted { cases.append(incident) }
        }

        mutating func forgetCases() {
            cases = []
            changed = []
        }
    }

    package init(
        _ transaction: any StoreTransaction, at now: Instant, rules: Rulebooks,
        zones: @escaping @Sendable (String) -> Zone?
    ) {
        self.transaction = transaction
        self.now = now
        self.rules = rules
        self.zones = zones
    }

    /// Takes records in their order; one outcome for each.
    package mutating func take(
        _ records: [Record], arrival: RecordRow.Arrival
    ) throws -> [RecordOutcome] {
        try take(records, as: records.map { RecordRow($0, arrival: arrival) })
    }

    /// Takes records whose rows are made already, one for each.
    ///
    /// Time is moved once per case, after its last record, so that a report that came along with
    /// its incident is not asked for.
    package mutating func take(
        _ records: [Record], as rows: [RecordRow]
    ) throws -> [RecordOutcome] {
        let kept = rows.filter { $0.arrival == .kept }.map(\.id)
        var homes: [Record.ID: Incident.ID] = [:]
        if !kept.isEmpty {
            for row in try transaction.records(kept) { homes[row.id] = row.incident }
        }
        // Locked before anything is read, in one order for every watcher.
        let touched = Set(records.map(\.incident)).union(homes.values)
        try transaction.lockCases(touched.sorted())
        let outcomes = try transaction.insert(rows)
        var order: [Incident.ID] = []
        var fresh: [Incident.ID: [Record]] = [:]
        var withdrawn: [(record: Record.ID, from: Incident.ID)] = []
        for (record, (row, outcome)) in zip(records, zip(rows, outcomes)) {
            guard outcome == .new || outcome == .newVersion else { continue }
            if row.arrival == .kept {
                if outcome == .newVersion, let home = homes[row.id], home != record.incident {
                    withdrawn.append((record.id, home))
                }
                homes[row.id] = record.incident
            }
            if case .retry(let retrial) = record.content {
                try requeue(retrial)
                // Of a message about Duebell itself there is no case to tell.
                if Case.Subject(record.incident) == .system { continue }
            }
            if fresh[record.incident] == nil { order.append(record.incident) }
            fresh[record.incident, default: []].append(record)
        }
        try read(order + withdrawn.map(\.from))
        for (record, incident) in withdrawn { try withdraw(record, from: incident) }
        for id in order { try receive(fresh[id] ?? [], for: id) }
        return outcomes
    }

    /// Moves the cases that are due, at most `limit`; returns how many there were.
    ///
    /// `away` is a span in which nobody moved any.
    package mutating func advanceDue(limit: Int, away: Range<Instant>? = nil) throws -> Int {
        try flush()
        let rows = try transaction.lockDueCases(before: now, limit: limit)
        for row in rows {
            guard var incident = try load(row) else { continue }
            let effects = incident.advance(to: now, by: rules, away: away)
            try keep(incident, effects)
        }
        return rows.count
    }

    /// Sees to it that every bulletin the rules in force want has a case with a next instant.
    package mutating func tendBulletins() throws {
        let duties = rules.current.bulletins
        try transaction.lockCases(Set(duties.map(\.incident)).sorted())
        try read(duties.map(\.incident))
        for duty in duties {
            guard var bulletin = try changeable(duty.incident) else { continue }
            let before = bulletin
            let effects = bulletin.advance(to: now, by: rules)
            if !effects.isEmpty || bulletin.wakeAt != before.wakeAt {
                try keep(bulletin, effects)
            }
        }
    }

    /// Gives cases that an older Duebell wrote the rows of what they owe; returns how many it
    /// looked at.
    package mutating func fillOwed(limit: Int) throws -> Int {
        let rows = try transaction.casesWithoutOwed(limit: limit)
        try transaction.lockCases(rows.map(\.incident).sorted())
        var changes: [OwedChange] = []
        for row in rows {
            // What cannot be read is shown as it was: as a case that is set aside.
            guard let incident = try? Case(encoded: row.body) else { continue }
            changes.append(OwedChange(from: nil, to: incident, at: row.updatedAt))
        }
        try transaction.saveOwed(changes)
        try transaction.noteOwed(of: rows.map(\.incident))
        return rows.count
    }

    /// Writes what was kept back; called at the end of the transaction.
    package mutating func flush() throws {
        var (rows, changes) = ([CaseRow](), [OwedChange]())
        for id in unsaved.cases {
            guard let standing = cases[id] ?? nil else { continue }
            let row = CaseRow(standing.current, at: now)
            let before = standing.row?.hasOwed ?? true ? standing.before : nil
            let change = OwedChange(from: before, to: standing.current, at: now)
            rows.append(row)
            if !change.isEmpty { changes.append(change) }
            standing.saved(as: row)
        }
        if !rows.isEmpty { try transaction.save(rows) }
        if !changes.isEmpty { try transaction.saveOwed(changes) }
        if !unsaved.journal.isEmpty { try transaction.append(unsaved.journal) }
        unsaved.forgetCases()
        unsaved.journal = []
        try flushDeliveries()
    }

    /// Writes the deliveries kept back, before the outbox is read or written otherwise.
    private mutating func flushDeliveries() throws {
        guard !unsaved.deliveries.isEmpty else { return }
        enqueued += try transaction.enqueue(unsaved.deliveries)
        unsaved.deliveries = []
    }

    /// Notes that the watcher is at work; tells the operators of the span it was away before, if
    /// it was, and returns it.
    package mutating func noteAlive(tolerance: Duration) throws -> Range<Instant>? {
        let last = try transaction.marker(Self.alive)
        try transaction.setMarker(Self.alive, until: now)
        guard let last, now - last > tolerance else { return nil }
        try transaction.setMarker(Self.away, until: last)
        let finding = HealthIssue(.away, at: [last, now])
        try tell(Delivery.Operation(kind: .wasDown, finding: finding))
        return last..<now
    }

    /// Notes that the auditor looks; returns when it did so last.
    mutating func noteAudit() throws -> Instant? {
        let last = try transaction.marker(Self.audited)
        try transaction.setMarker(Self.audited, until: now)
        return last
    }

    /// Tells the operators of a span in which the auditor did not look, unless the watcher was away
    /// within `span` of its beginning: then they have heard.
    mutating func tellGap(since last: Instant, within span: Duration) throws {
        if let away = try transaction.marker(Self.away), away >= last - span, away <= last + span {
            return
        }
        let finding = HealthIssue(.unaudited, at: [last, now])
        try tell(Delivery.Operation(kind: .auditGap, finding: finding))
    }

    /// Notes that a message to the operators was given up.
    mutating func noteUnreached() throws {
        try transaction.setMarker(Self.unreached, until: now)
    }

    /// When the scheduler was last at work.
    static let alive = "alive"
    /// When a message to the operators was last given up.
    static let unreached = "operators unreached"
    /// When the auditor last looked.
    private static let audited = "audited"
    /// Since when the watcher was away when it last was.
    private static let away = "away"
    private static let kept = [alive, unreached, audited, away]

    /// Puts messages to the operators in the outbox, or none if the same was said and still holds;
    /// whether it was said now.
    @discardableResult
    package mutating func tell(
        _ operation: Delivery.Operation, onceIn span: Duration = .zero,
        avoiding channel: Channel.ID? = nil, about: String? = nil
    ) throws -> Bool {
        let key = Self.key(operation.kind, about ?? operation.detail)
        let isNew =
            span > .zero
            ? try transaction.claimMarker(key, until: now + span, at: now) : try !isNoted(key)
        guard isNew else { return false }
        try enqueue(rules.current.operation(operation, at: now, avoiding: channel))
        return true
    }

    /// By what it is known that something was told.
    static func key(_ kind: Delivery.Operation.Kind, _ about: String) -> String {
        kind.rawValue + " " + about
    }

    /// Whether something is met for the first time within a span, as far as is noted; notes it.
    mutating func meets(_ key: String, within span: Duration) throws -> Bool {
        try transaction.claimMarker(key, until: now + span, at: now)
    }

    /// Lets go of what was said once and may be said again.
    package mutating func forgetMarkers() throws {
        try transaction.forgetMarkers(endedBefore: now, except: Self.kept)
    }

    /// Whether anything a delivery is about is classified, or cannot be looked at.
    func isClassified(_ delivery: Delivery) throws -> Bool {
        try delivery.incidents.contains { id in
            if let known = cases[id] { return known?.current.classification != nil }
            guard let row = try transaction.caseRow(id) else { return false }
            guard let incident = try? Case(encoded: row.body) else { return true }
            return incident.classification != nil
        }
    }

    /// Whether all that a delivery is about is played.
    func isDrill(_ delivery: Delivery) throws -> Bool {
        let incidents = delivery.incidents
        return try !incidents.isEmpty && incidents.allSatisfy { try isDrill($0) }
    }

    func isDrill(_ id: Incident.ID) throws -> Bool {
        try incident(id)?.isDrill ?? false
    }

    /// A case as this transaction has it; nil where there is none that can be read.
    func incident(_ id: Incident.ID) throws -> Case? {
        if let known = cases[id] { return known?.current }
        guard let row = try transaction.caseRow(id) else { return nil }
        return try? Case(encoded: row.body)
    }

    /// How a delivery stands.
    mutating func state(of id: Delivery.ID) throws -> OutboxEntry.State? {
        try flushDeliveries()
        return try transaction.delivery(id)?.entry.state
    }

    /// Returns what waits in the queue of a recipient and can be claimed now.
    mutating func waiting(in queue: RecipientQueue, limit: Int) throws -> [OutboxEntry] {
        try flushDeliveries()
        return try transaction.waiting(in: queue, at: now, limit: limit)
    }

    /// Has what waits looked at now that was ever held for reasons of some kinds.
    package mutating func wake(
        _ kinds: Set<HoldReason.Kind>, channel: Channel.ID? = nil
    ) throws {
        enqueued += try transaction.wake(kinds, channel: channel, at: now)
    }

    /// Whether something was said that is not to be said again yet.
    func isNoted(_ key: String) throws -> Bool {
        try transaction.marker(key).map { $0 > now } ?? false
    }

    /// Has something said again that was said once.
    func forget(_ key: String) throws {
        try transaction.setMarker(key, until: now)
    }

    /// Puts a delivery in the outbox, or has the one there is tried once more if it failed.
    mutating func reopen(_ delivery: Delivery) throws {
        try flushDeliveries()
        if try transaction.reopen(OutboxEntry(delivery, at: now)) { enqueued += 1 }
    }

    /// Has a delivery that failed for good sent once more, since somebody asked for it.
    private mutating func requeue(_ retrial: Retrial) throws {
        let isQueued = try transaction.requeue(
            .init(retrial.delivery), at: now, until: now + RetryPolicy().patience,
            request: ResendRequest(by: retrial.by, at: retrial.at))
        if isQueued { enqueued += 1 }
    }

    /// Puts deliveries in the outbox, to be sent at once.
    package mutating func enqueue(_ deliveries: [Delivery]) throws {
        unsaved.deliveries += deliveries.map { OutboxEntry($0, at: now) }
    }

    /// Ends leases of deliveries with their outcomes; one outcome for each.
    package mutating func settle(_ settlements: [Settlement]) throws -> [SettlementOutcome] {
        guard !settlements.isEmpty else { return [] }
        try flushDeliveries()
        return try transaction.settle(settlements)
    }

    /// Notes whom deliveries about several incidents have reached: of others the outbox knows.
    mutating func noteTold(by deliveries: [Delivery]) throws {
        var told: [ToldRow] = []
        for delivery in deliveries {
            guard case .combined(let combined) = delivery.matter else { continue }
            told += combined.parts.map {
                ToldRow(incident: $0.incident, recipient: delivery.to.description)
            }
        }
        if !told.isEmpty { try transaction.noteTold(told) }
    }

    private mutating func receive(_ records: [Record], for id: Incident.ID) throws {
        guard var incident = try changeable(id) else { return }
        var effects = incident.receive(records, at: now, by: rules)
        effects += incident.advance(to: now, by: rules)
        try keep(incident, effects)
    }

    private mutating func withdraw(_ id: Record.ID, from incident: Incident.ID) throws {
        guard case .some(.some) = cases[incident], var known = try changeable(incident) else {
            return
        }
        let effects =
            known.withdraw(id, at: now, by: rules) + known.advance(to: now, by: rules)
        try keep(known, effects)
    }

    /// Reads cases that are to be changed, all in one look.
    private mutating func read(_ incidents: [Incident.ID]) throws {
        let unknown = Set(incidents).filter { cases[$0] == nil }
        guard !unknown.isEmpty else { return }
        // Those that are not there are known from now on as well.
        for id in unknown { cases[id] = .some(nil) }
        for row in try transaction.cases(unknown.sorted()) where try load(row) == nil {
            cases[row.incident] = nil
        }
    }

    /// A case to be changed, new where there is none; nil where it cannot be read.
    private mutating func changeable(_ id: Incident.ID) throws -> Case? {
        guard let known = cases[id] else { return nil }
        return known?.current ?? Case(id: id, at: now)
    }

    /// Reads a case and sees to it that the rulebooks it rests on are at hand.
    private mutating func load(_ row: CaseRow) throws -> Case? {
        do {
            let incident = try Case(encoded: row.body)
            for digest in incident.pinned where !rules.contains(digest) {
                try fetch(digest)
            }
            cases[row.incident] = Standing(row: row, before: incident, current: incident)
            return incident
        } catch let fault as CodingFault {
            try setAside(row.incident, fault.description)
            return nil
        }
    }

    private mutating func fetch(_ digest: String) throws {
        guard let bytes = try transaction.rulebook(digest),
            let rulebook = RulebookArchive.rulebook(in: bytes, zones: zones)
        else { return }
        rules.add(rulebook)
    }

    /// One poisoned case is set aside with an alarm, and never stops the others.
    private mutating func setAside(_ id: Incident.ID, _ reason: String) throws {
        try transaction.setAside(id, reason: reason, at: now)
        poisoned.append((id, reason))
        try tell(Delivery.Operation(kind: .caseSetAside, detail: "\(id): \(reason)"))
    }

    private mutating func keep(_ incident: Case, _ effects: [Effect]) throws {
        if let known = cases[incident.id] ?? nil {
            known.current = incident
        } else {
            cases[incident.id] = Standing(row: nil, before: nil, current: incident)
        }
        unsaved.change(incident.id)
        guard !effects.isEmpty else { return }
        let lines = effects.map { $0.json(of: incident.id, at: now) }
        unsaved.journal.append(
            JournalRow(incident: incident.id, at: now, body: JSON.array(lines).bytes()))
        try enqueue(incident.post(effects, at: now, by: rules.current))
    }
}

extension RecordRow {
    init(_ record: Record, arrival: Arrival) {
        self.init(
            id: record.id, incident: record.incident, digest: record.digest,
            arrivedAt: record.arrivedAt, origin: record.origin, arrival: arrival,
            body: JSON.object(record.body).bytes())
    }
}

extension CaseRow {
    init(_ incident: Case, at now: Instant) {
        self.init(
            incident: incident.id, nextAt: incident.wakeAt,
            phase: incident.phase, title: incident.title,
            openedAt: incident.openedAt ?? incident.advancedAt, updatedAt: now,
            body: incident.encoded())
    }
}
