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
package struct Ledger {
    private let transaction: any StoreTransaction
    package let now: Instant
    /// Grows by the pinned rulebooks it had to fetch from the store.
    package private(set) var rules: Rulebooks
    private let zones: @Sendable (String) -> Zone?
    /// Whether there is anything new to send.
    package private(set) var enqueued = 0
    /// Cases that could not be handled, and why.
    package private(set) var poisoned: [(incident: Incident.ID, reason: String)] = []

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
        var outcomes: [RecordOutcome] = []
        var order: [Incident.ID] = []
        var fresh: [Incident.ID: [Record]] = [:]
        for (record, row) in zip(records, rows) {
            let before = row.arrival == .kept ? try transaction.record(row.id) : nil
            let outcome = try transaction.insert(row)
            outcomes.append(outcome)
            if let before, outcome == .newVersion, before.incident != record.incident {
                try withdraw(record.id, from: before.incident)
            }
            guard outcome == .new || outcome == .newVersion else { continue }
            if case .retry(let retrial) = record.content {
                try requeue(retrial)
                // Of a message about Duebell itself there is no case to tell.
                if Case.Subject(record.incident) == .system { continue }
            }
            if fresh[record.incident] == nil { order.append(record.incident) }
            fresh[record.incident, default: []].append(record)
        }
        for id in order { try receive(fresh[id] ?? [], for: id) }
        return outcomes
    }

    /// Moves the cases that are due, at most `limit`; returns how many there were.
    ///
    /// `away` is a span in which nobody moved any.
    package mutating func advanceDue(limit: Int, away: Range<Instant>? = nil) throws -> Int {
        let rows = try transaction.dueCases(before: now, limit: limit)
        for row in rows {
            guard var incident = try load(row) else { continue }
            let effects = incident.advance(to: now, by: rules, away: away)
            try keep(incident, effects)
        }
        return rows.count
    }

    /// Sees to it that every bulletin the rules in force want has a case with a next instant.
    package mutating func tendBulletins() throws {
        for duty in rules.current.bulletins {
            var bulletin = Case(id: duty.incident, at: now)
            if let row = try transaction.caseRow(duty.incident) {
                guard let known = try load(row) else { continue }
                bulletin = known
            }
            let before = bulletin
            let effects = bulletin.advance(to: now, by: rules)
            if !effects.isEmpty || bulletin.wakeAt != before.wakeAt {
                try keep(bulletin, effects)
            }
        }
    }

    /// Notes that the watcher is at work; tells the operators of the span it was away before, if
    /// it was, and returns it.
    package mutating func noteAlive(tolerance: Duration) throws -> Range<Instant>? {
        let last = try transaction.noted(Self.alive)
        try transaction.note(Self.alive, until: now)
        guard let last, now - last > tolerance else { return nil }
        try transaction.note(Self.away, until: last)
        let finding = Delivery.Operation.Finding(.away, at: [last, now])
        try tell(Delivery.Operation(kind: .wasDown, finding: finding))
        return last..<now
    }

    /// Notes that the auditor looks; returns when it did so last.
    mutating func noteAudit() throws -> Instant? {
        let last = try transaction.noted(Self.audited)
        try transaction.note(Self.audited, until: now)
        return last
    }

    /// Tells the operators of a span in which the auditor did not look, unless the watcher was away
    /// within `span` of its beginning: then they have heard.
    mutating func tellGap(since last: Instant, within span: Duration) throws {
        if let away = try transaction.noted(Self.away), away >= last - span, away <= last + span {
            return
        }
        let finding = Delivery.Operation.Finding(.unaudited, at: [last, now])
        try tell(Delivery.Operation(kind: .auditGap, finding: finding))
    }

    /// Notes that a message to the operators was given up.
    mutating func noteUnreached() throws {
        try transaction.note(Self.unreached, until: now)
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
        if let until = try transaction.noted(key), until > now { return false }
        if span > .zero { try transaction.note(key, until: now + span) }
        try enqueue(rules.current.operation(operation, at: now, avoiding: channel))
        return true
    }

    /// By what it is known that something was told.
    static func key(_ kind: Delivery.Operation.Kind, _ about: String) -> String {
        kind.rawValue + " " + about
    }

    /// Whether something is met for the first time within a span, as far as is noted; notes it.
    mutating func meets(_ key: String, within span: Duration) throws -> Bool {
        if let until = try transaction.noted(key), until > now { return false }
        try transaction.note(key, until: now + span)
        return true
    }

    /// Lets go of what was said once and may be said again.
    package mutating func forgetNotes() throws {
        try transaction.forgetNotes(endedBefore: now, except: Self.kept)
    }

    /// Whether anything a delivery is about is classified, or cannot be looked at.
    func isClassified(_ delivery: Delivery) throws -> Bool {
        try delivery.incidents.contains { id in
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

    /// A case as it is kept; nil where there is none that can be read.
    func incident(_ id: Incident.ID) throws -> Case? {
        guard let row = try transaction.caseRow(id) else { return nil }
        return try? Case(encoded: row.body)
    }

    /// How a delivery stands.
    func state(of id: Delivery.ID) throws -> OutboxEntry.State? {
        try transaction.delivery(id)?.entry.state
    }

    /// What else waits for the recipient of an entry and can be claimed now.
    func waiting(beside entry: OutboxEntry, limit: Int) throws -> [OutboxEntry] {
        try transaction.waiting(beside: entry, at: now, limit: limit)
    }

    /// Has what waits looked at now where its remark holds some words.
    package mutating func wake(remarked words: String) throws {
        enqueued += try transaction.wake(remarked: words, at: now)
    }

    /// Whether something was said that is not to be said again yet.
    func isNoted(_ key: String) throws -> Bool {
        try transaction.noted(key).map { $0 > now } ?? false
    }

    /// Has something said again that was said once.
    func forget(_ key: String) throws {
        try transaction.note(key, until: now)
    }

    /// Puts a delivery in the outbox, or has the one there is tried once more if it failed.
    mutating func reopen(_ delivery: Delivery) throws {
        if try transaction.reopen(OutboxEntry(delivery, at: now)) { enqueued += 1 }
    }

    /// Has a delivery that failed for good sent once more, since somebody asked for it.
    private mutating func requeue(_ retrial: Retrial) throws {
        let remark = "\(OutboxEntry.againMark)\(retrial.by) at \(retrial.at.rfc3339)"
        let isQueued = try transaction.requeue(
            .init(retrial.delivery), at: now, until: now + Retry().patience, remark: remark)
        if isQueued { enqueued += 1 }
    }

    /// Puts deliveries in the outbox, to be sent at once.
    package mutating func enqueue(_ deliveries: [Delivery]) throws {
        for delivery in deliveries where try transaction.enqueue(OutboxEntry(delivery, at: now)) {
            enqueued += 1
        }
    }

    /// Ends a delivery's lease with its outcome.
    package mutating func settle(_ settlement: Settlement) throws -> SettlementOutcome {
        try transaction.settle(settlement)
    }

    /// Notes whom a delivery about several incidents has reached: of others the outbox knows.
    mutating func noteTold(by delivery: Delivery) throws {
        guard case .bundle(let bundle) = delivery.matter else { return }
        for part in bundle.parts {
            try transaction.noteTold(delivery.to.description, of: part.incident)
        }
    }

    private mutating func receive(_ records: [Record], for id: Incident.ID) throws {
        var incident = Case(id: id, at: now)
        if let row = try transaction.caseRow(id) {
            guard let known = try load(row) else { return }
            incident = known
        }
        var effects = incident.receive(records, at: now, by: rules)
        effects += incident.advance(to: now, by: rules)
        try keep(incident, effects)
    }

    private mutating func withdraw(_ id: Record.ID, from incident: Incident.ID) throws {
        guard let row = try transaction.caseRow(incident), var known = try load(row) else { return }
        let effects =
            known.withdraw(id, at: now, by: rules) + known.advance(to: now, by: rules)
        try keep(known, effects)
    }

    /// Reads a case and sees to it that the rulebooks it rests on are at hand.
    private mutating func load(_ row: CaseRow) throws -> Case? {
        do {
            let incident = try Case(encoded: row.body)
            for digest in incident.pinned where !rules.contains(digest) {
                try fetch(digest)
            }
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
        try transaction.save(CaseRow(incident, at: now))
        guard !effects.isEmpty else { return }
        let lines = effects.map { $0.json(of: incident.id, at: now) }
        try transaction.append(
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
            phase: incident.phase.rawValue, title: incident.title,
            openedAt: incident.openedAt ?? incident.advancedAt, updatedAt: now,
            body: incident.encoded())
    }
}

extension OutboxEntry {
    init(_ delivery: Delivery, at now: Instant) {
        self.init(
            id: delivery.id, group: delivery.group, channel: delivery.channel,
            address: delivery.address, recipient: delivery.to.description,
            incident: delivery.incident, decidedAt: delivery.decidedAt, dueAt: delivery.dueAt,
            expiresAt: delivery.expiresAt, payload: delivery.encoded(), nextAttemptAt: now)
    }
}
