package import Calendars
package import Cases
package import Deliveries
import JSON
import Messages
package import Rules
package import Storage

/// The changes to cases within one transaction: records are received, time is advanced, and the
/// resulting rows are saved together with their case.
///
/// Create one value per transaction; its counts report the outcome once the body returns it.
package struct CaseTransaction {
    let transaction: any StoreTransaction
    package let now: Instant
    /// The rulebooks, including pinned ones fetched from the store in this transaction.
    package private(set) var rules: PinnedRulebooks
    private let zones: @Sendable (String) -> Zone?
    /// The number of new deliveries to send.
    package private(set) var enqueued = 0
    /// The cases that could not be handled, with the reason.
    package private(set) var poisoned: [(incident: Incident.ID, reason: String)] = []
    /// The cases read or changed in this transaction; a nil value is a case absent from the store.
    private var cases: [Incident.ID: LoadedCase?] = [:]
    private let cache: CaseCache?
    /// The rows still to be written, before anything that depends on them is read.
    private var unsaved = Unsaved()

    /// A case within the transaction.
    private final class LoadedCase {
        /// The row in the store; nil if the case is new.
        private(set) var row: CaseRow?
        /// The case, changed in place.
        var live: LiveCase
        /// True once the transaction stored the case.
        private(set) var isSaved = false

        init(row: CaseRow?, _ live: LiveCase) {
            self.row = row
            self.live = live
        }

        func saved(as row: CaseRow) {
            self.row = row
            isSaved = true
            live.noteStored()
        }
    }

    /// The pending rows, written in groups.
    private struct Unsaved {
        /// The changed cases in order of their first change, each once.
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

    init(
        _ transaction: any StoreTransaction, at now: Instant, rules: PinnedRulebooks,
        zones: @escaping @Sendable (String) -> Zone?, cache: CaseCache?
    ) {
        self.cache = cache
        self.transaction = transaction
        self.now = now
        self.rules = rules
        self.zones = zones
    }

    /// Receives records in order; returns one outcome for each.
    package mutating func take(
        _ records: [Record], arrival: RecordRow.Arrival
    ) throws -> [RecordOutcome] {
        try take(records, as: records.map { RecordRow($0, arrival: arrival) })
    }

    /// Receives records whose rows exist already, one for each.
    ///
    /// Time is advanced once per case, after its last record, so that no reminder is sent for a
    /// report that arrives together with its incident.
    package mutating func take(
        _ records: [Record], as rows: [RecordRow]
    ) throws -> [RecordOutcome] {
        let kept = rows.filter { $0.arrival == .kept }.map(\.id)
        var homes: [Record.ID: Incident.ID] = [:]
        if !kept.isEmpty {
            for row in try transaction.records(kept) { homes[row.id] = row.incident }
        }
        // Locked before anything is read, in the same order in every watcher.
        let touched = Set(records.flatMap(\.incidents)).union(homes.values)
        try transaction.lockCases(touched.sorted())
        let outcomes = try transaction.insert(rows)
        var order: [Incident.ID] = []
        var fresh: [Incident.ID: [Record]] = [:]
        var withdrawn: [(record: Record.ID, from: Incident.ID)] = []
        var edited: [Record] = []
        for (record, (row, outcome)) in zip(records, zip(rows, outcomes)) {
            guard outcome == .new || outcome == .newVersion else { continue }
            if row.arrival == .kept {
                if outcome == .newVersion { edited.append(record) }
                if outcome == .newVersion, let home = homes[row.id], home != record.incident {
                    withdrawn.append((record.id, home))
                }
                homes[row.id] = record.incident
            }
            if case .retry(let request) = record.content {
                try requeue(request)
                // A message about Duebell itself has no case.
                if Case.Subject(record.incident) == .system { continue }
            }
            for id in record.incidents {
                if fresh[id] == nil { order.append(id) }
                fresh[id, default: []].append(record)
            }
        }
        try read(order + withdrawn.map(\.from))
        try readSurviving(order + withdrawn.map(\.from))
        withdrawn += try formerEnds(of: edited)
        try receive(order.map { ($0, fresh[$0] ?? []) }, withdrawn)
        return outcomes
    }

    /// Advances due cases, at most `limit`; returns the number of cases.
    ///
    /// `away` is a period in which no watcher was running.
    package mutating func advanceDue(limit: Int, away: Range<Instant>? = nil) throws -> Int {
        try flush()
        let rows = try transaction.lockDueCases(before: now, limit: limit)
        var pending = PendingEffects()
        for row in rows {
            guard let known = try load(row) else { continue }
            let effects = known.live.advance(to: now, by: rules, away: away)
            pending.add(effects, of: row.incident)
            hold(known)
        }
        // The time of a merge may have come.
        if try regroup(&pending) { advance(&pending) }
        try keep(pending)
        return rows.count
    }

    /// Creates or updates a case with its next instant for every bulletin in the current rules.
    package mutating func tendBulletins() throws {
        let duties = rules.current.bulletins
        try transaction.lockCases(Set(duties.map(\.incident)).sorted())
        try read(duties.map(\.incident))
        for duty in duties {
            guard let bulletin = try changeable(duty.incident) else { continue }
            let wakeAt = bulletin.live.current.wakeAt
            let effects = bulletin.live.advance(to: now, by: rules)
            if !effects.isEmpty || bulletin.live.current.wakeAt != wakeAt {
                try keep(bulletin, effects)
            }
        }
    }

    /// Writes the obligation rows of cases saved by an older Duebell; returns the number of cases
    /// seen.
    package mutating func fillOwed(limit: Int) throws -> Int {
        let rows = try transaction.casesWithoutOwed(limit: limit)
        try transaction.lockCases(rows.map(\.incident).sorted())
        var changes: [OwedChange] = []
        for row in rows {
            // An unreadable case stays as it is; it is listed as set aside.
            guard let incident = try? transaction.incident(of: row) else { continue }
            changes.append(OwedChange(from: nil, to: incident, at: row.updatedAt))
        }
        try transaction.saveOwed(changes)
        try transaction.noteOwed(of: rows.map(\.incident))
        return rows.count
    }

    /// Writes the pending rows; called at the end of the transaction.
    package mutating func flush() throws {
        var (rows, changes, parts) = ([CaseRow](), [OwedChange](), [CasePartsChange]())
        for id in unsaved.cases {
            guard let standing = cases[id] ?? nil else { continue }
            let stored = standing.live.stored()
            let row = CaseRow(standing.live, stored, at: now)
            let change =
                standing.row?.hasOwed ?? true
                ? OwedChange(of: standing.live, at: now)
                : OwedChange(ofAll: standing.live, at: now)
            rows.append(row)
            if !change.isEmpty { changes.append(change) }
            if stored.hasParts {
                parts.append(
                    CasePartsChange(
                        incident: id, saved: stored.saved, removed: stored.removed))
            }
            standing.saved(as: row)
        }
        if !rows.isEmpty { try transaction.save(rows) }
        if !parts.isEmpty { try transaction.saveParts(parts) }
        if !changes.isEmpty { try transaction.saveOwed(changes) }
        if !unsaved.journal.isEmpty { try transaction.append(unsaved.journal) }
        unsaved.forgetCases()
        unsaved.journal = []
        try flushDeliveries()
    }

    /// Writes the pending deliveries, before the outbox is read or otherwise changed.
    private mutating func flushDeliveries() throws {
        guard !unsaved.deliveries.isEmpty else { return }
        enqueued += try transaction.enqueue(unsaved.deliveries)
        unsaved.deliveries = []
    }

    /// Records that the watcher is running; alerts the operators to a preceding downtime, which is
    /// returned, and to a step of the wall clock.
    ///
    /// Nil if there was no downtime longer than `tolerance`. Over a step of the clock, a downtime
    /// before a start of the watcher counts however short, since the time that it took by the old
    /// setting is not known.
    package mutating func noteAlive(
        _ reading: ClockReading, tolerance: Duration, isStart: Bool
    ) throws -> Range<Instant>? {
        if isStart { try transaction.setMarker(MarkerKey.started, until: reading.wall) }
        guard let gap = try note(reading, as: Self.alive) else { return nil }
        if gap.step != .zero {
            let finding = HealthIssue(.clockStepped, at: [gap.until - gap.step, gap.until])
            try tell(Delivery.Operation(kind: .clockStep, finding: finding))
        }
        guard gap.span > tolerance || gap.step != .zero && isStart else { return nil }
        // The beginning by the clock as it is set now.
        let beginning = gap.step == .zero ? gap.from : gap.until - gap.span
        try transaction.setMarker(Self.away, until: beginning)
        let finding = HealthIssue(.away, at: [beginning, gap.until])
        try tell(Delivery.Operation(kind: .wasDown, finding: finding))
        return beginning..<gap.until
    }

    /// Records a watchdog check; returns the time since the previous one.
    mutating func noteAudit(_ reading: ClockReading) throws -> ClockGap? {
        try note(reading, as: Self.audited)
    }

    /// Sets a marker to the present by both clocks; returns the time since it was last set.
    private func note(_ reading: ClockReading, as key: String) throws -> ClockGap? {
        let (boot, uptime) = (key + Self.bootSuffix, key + Self.uptimeSuffix)
        let last = try transaction.marker(key)
        var before: Uptime?
        if let number = try transaction.marker(boot), let span = try transaction.marker(uptime) {
            before = Uptime(boot: number.milliseconds, span: .milliseconds(span.milliseconds))
        }
        try transaction.setMarker(key, until: reading.wall)
        if let current = reading.uptime {
            let span = current.span.wholeMilliseconds
            try transaction.setMarker(boot, until: Instant(milliseconds: current.boot))
            try transaction.setMarker(uptime, until: Instant(milliseconds: span))
        }
        return last.map { ClockGap(from: ClockReading(wall: $0, uptime: before), until: reading) }
    }

    /// Alerts the operators to a gap between watchdog checks, unless a downtime within `span` of
    /// its beginning was already reported.
    mutating func tellGap(since last: Instant, within span: Duration) throws {
        if let away = try transaction.marker(Self.away), away >= last - span, away <= last + span {
            return
        }
        let finding = HealthIssue(.unaudited, at: [last, now])
        try tell(Delivery.Operation(kind: .auditGap, finding: finding))
    }

    /// Records that a message to the operators was given up.
    mutating func noteUnreached() throws {
        try transaction.setMarker(Self.unreached, until: now)
    }

    /// The key of the marker for the scheduler's last activity.
    static let alive = MarkerKey.alive
    /// The key of the marker for the last message to the operators that was given up.
    static let unreached = "operators unreached"
    /// The key of the marker for the watchdog's last check.
    private static let audited = "audited"
    /// The key of the marker for the beginning of the last downtime.
    private static let away = "away"
    /// The suffixes of the markers that hold the uptime at another marker, and its boot.
    private static let (uptimeSuffix, bootSuffix) = (" uptime", " boot")
    private static let kept =
        [unreached, away, MarkerKey.started]
        + [alive, audited].flatMap { [$0, $0 + uptimeSuffix, $0 + bootSuffix] }

    /// Enqueues messages to the operators, unless the same alert still holds; returns true if
    /// enqueued.
    ///
    /// Alerts are compared by their content, never by their wording. `formerly` is the text by
    /// which versions before typed alerts compared them; nil: the English one.
    @discardableResult
    package mutating func tell(
        _ operation: Delivery.Operation, onceIn span: Duration = .zero,
        avoiding channel: Channel.ID? = nil, about: String? = nil, formerly: String? = nil
    ) throws -> Bool {
        if about == nil, try isNoted(Self.key(operation.kind, formerly ?? operation.detail)) {
            return false
        }
        let key = Self.key(operation.kind, about ?? operation.content)
        let isNew =
            span > .zero
            ? try transaction.claimMarker(key, until: now + span, at: now) : try !isNoted(key)
        guard isNew else { return false }
        try enqueue(rules.current.operation(operation, at: now, avoiding: channel))
        return true
    }

    /// Returns the deduplication key of an operator alert.
    static func key(_ kind: Delivery.Operation.Kind, _ about: String) -> String {
        kind.rawValue + " " + about
    }

    /// Returns true if a key occurs for the first time within a span; records the key.
    mutating func meets(_ key: String, within span: Duration) throws -> Bool {
        try transaction.claimMarker(key, until: now + span, at: now)
    }

    /// Records the next time of a new digest, or of one with another schedule.
    func begin(_ digest: Digest, next: Instant) throws {
        try transaction.setMarker(digest.nextKey, until: next)
        if try transaction.marker(digest.toldKey) == nil {
            try transaction.setMarker(digest.toldKey, until: now)
        }
    }

    /// Enqueues the messages of a digest and records its time and the next, unless another watcher
    /// did.
    mutating func send(
        _ digest: Digest, _ deliveries: [Delivery], at time: Instant, next: Instant
    ) throws {
        guard try transaction.claimMarker(digest.nextKey, until: next, at: now) else { return }
        try transaction.setMarker(digest.toldKey, until: time)
        try enqueue(deliveries)
    }

    /// Deletes the markers that no longer suppress anything.
    package mutating func forgetMarkers() throws {
        let digests = rules.current.digests.flatMap { [$0.nextKey, $0.toldKey] }
        try transaction.forgetMarkers(endedBefore: now, except: Self.kept + digests)
    }

    /// Returns true if an incident of the delivery is classified, or cannot be read.
    func isClassified(_ delivery: Delivery) throws -> Bool {
        try delivery.incidents.contains { id in
            if let known = try incident(id) { return rules.current.keepsConfidential(known) }
            return try transaction.caseRow(id) != nil
        }
    }

    /// Returns true if every incident of the delivery is a drill.
    func isDrill(_ delivery: Delivery) throws -> Bool {
        let incidents = delivery.incidents
        return try !incidents.isEmpty && incidents.allSatisfy { try isDrill($0) }
    }

    func isDrill(_ id: Incident.ID) throws -> Bool {
        try incident(id)?.isDrill ?? false
    }

    /// Returns the case that has an incident's records, as this transaction has it; nil if absent
    /// or unreadable.
    func incident(_ id: Incident.ID) throws -> Case? {
        guard let known = try ownCase(id), let surviving = known.mergedInto else {
            return try ownCase(id)
        }
        return try ownCase(surviving)
    }

    private func ownCase(_ id: Incident.ID) throws -> Case? {
        if let known = cases[id] { return known?.live.current }
        guard let row = try transaction.caseRow(id) else { return nil }
        return try? transaction.incident(of: row)
    }

    /// Returns the state of a delivery.
    mutating func state(of id: Delivery.ID) throws -> OutboxEntry.State? {
        try flushDeliveries()
        return try transaction.delivery(id)?.entry.state
    }

    /// Returns the claimable deliveries that wait in a recipient's queue.
    mutating func waiting(in queue: RecipientQueue, limit: Int) throws -> [OutboxEntry] {
        try flushDeliveries()
        return try transaction.waiting(in: queue, at: now, limit: limit)
    }

    /// Makes the waiting deliveries that were ever held for some kinds of reason claimable now.
    package mutating func wake(
        _ kinds: Set<HoldReason.Kind>, channel: Channel.ID? = nil
    ) throws {
        enqueued += try transaction.wake(kinds, channel: channel, at: now)
    }

    /// Returns true if an alert was sent and must not be repeated yet.
    func isNoted(_ key: String) throws -> Bool {
        try transaction.marker(key).map { $0 > now } ?? false
    }

    /// Allows an alert to be repeated.
    func forget(_ key: String) throws {
        try transaction.setMarker(key, until: now)
    }

    /// Enqueues a delivery, or retries the existing one if it failed.
    mutating func reopen(_ delivery: Delivery) throws {
        try flushDeliveries()
        if try transaction.reopen(OutboxEntry(delivery, at: now)) { enqueued += 1 }
    }

    /// Sends a permanently failed delivery once more, as somebody requested.
    private mutating func requeue(_ request: RetryRequest) throws {
        let isQueued = try transaction.requeue(
            .init(request.delivery), at: now, until: now + RetryPolicy().patience,
            request: ResendRequest(by: request.by, at: request.at))
        if isQueued { enqueued += 1 }
    }

    /// Enqueues deliveries to be sent at once.
    package mutating func enqueue(_ deliveries: [Delivery]) throws {
        unsaved.deliveries += deliveries.map { OutboxEntry($0, at: now) }
    }

    /// Ends leases of deliveries with their outcomes; returns one outcome for each.
    package mutating func settle(_ settlements: [Settlement]) throws -> [SettlementOutcome] {
        guard !settlements.isEmpty else { return [] }
        try flushDeliveries()
        return try transaction.settle(settlements)
    }

    /// Records the recipients that combined deliveries have reached; the outbox knows those of
    /// others.
    mutating func noteReached(by deliveries: [Delivery]) throws {
        var told: [ReachedRow] = []
        for delivery in deliveries {
            guard case .combined(let combined) = delivery.matter else { continue }
            told += combined.parts.map {
                ReachedRow(incident: $0.incident, recipient: delivery.to.description)
            }
        }
        if !told.isEmpty { try transaction.noteReached(told) }
    }

    /// Applies records to their cases, and puts together what merges among them declare to be one.
    private mutating func receive(
        _ fresh: [(Incident.ID, [Record])], _ withdrawn: [(record: Record.ID, from: Incident.ID)]
    ) throws {
        var pending = PendingEffects()
        for (record, incident) in withdrawn {
            let id = surviving(incident)
            guard let known = cases[id] ?? nil else { continue }
            pending.add(known.live.withdraw(record, at: now, by: rules), of: id)
            hold(known)
        }
        for (incident, records) in fresh {
            let id = surviving(incident)
            guard let known = try changeable(id) else { continue }
            pending.add(known.live.receive(records, at: now, by: rules), of: id)
            hold(known)
        }
        _ = try regroup(&pending)
        advance(&pending)
        if try regroup(&pending) { advance(&pending) }
        try keep(pending)
        for (incident, records) in fresh { try tellIfUnknown(incident, records) }
    }

    /// Alerts the operators, once for each incident, to records of an incident without a record of
    /// its own.
    private mutating func tellIfUnknown(_ id: Incident.ID, _ records: [Record]) throws {
        let statement = records.first { record in
            if case .merge = record.content { false } else { true }
        }
        guard let statement, let known = cases[surviving(id)]??.live.current, known.isUnknown,
            Case.Subject(id) == .incident
        else { return }
        let others = try transaction.headings(
            matching: CaseFilter(), limit: Self.nearestMax, after: nil
        ).map(\.incident).filter { $0 != id && Case.Subject($0) == .incident }
        let nearest = nearestName(to: id.text, among: others.map(\.text))
        let type = statement.body["type"]?.string ?? FaultSubject.RecordType.record.rawValue
        let names = [type, statement.id.text, id.text] + [nearest].compactMap(\.self)
        let finding = HealthIssue(
            nearest == nil ? .incidentUnknown : .incidentUnknownNearest, names)
        try tell(
            Delivery.Operation(kind: .incidentUnknown, finding: finding),
            onceIn: Self.unknownSpan, about: id.text)
    }

    /// The number of incidents, the latest opened first, among which a similar name is sought.
    private static let nearestMax = 1_000
    /// The time in which the operators are told once of an unknown incident.
    private static let unknownSpan = Duration.seconds(90 * 86_400)

    /// The effects on several cases, before they are kept.
    private struct PendingEffects {
        private(set) var order: [Incident.ID] = []
        private(set) var effects: [Incident.ID: [Effect]] = [:]

        mutating func add(_ new: [Effect], of id: Incident.ID) {
            if effects[id] == nil { order.append(id) }
            effects[id, default: []] += new
        }
    }

    /// Puts the incidents of connected cases together as their merges say; returns true if any case
    /// changed.
    private mutating func regroup(_ pending: inout PendingEffects) throws -> Bool {
        var isChanged = false
        for id in pending.order {
            guard let known = cases[id]??.live.current, !known.isMergedAway,
                !known.connected.isEmpty, let all = try connectedCases(of: known)
            else { continue }
            for change in Regrouping(all, at: now, by: rules).changes() {
                try replace(with: change.incident)
                pending.add(change.effects, of: change.incident.id)
                isChanged = true
            }
        }
        return isChanged
    }

    /// Replaces the whole content of a case.
    private mutating func replace(with incident: Case) throws {
        try read([incident.id])
        let known =
            (cases[incident.id] ?? nil) ?? LoadedCase(row: nil, LiveCase(new: incident))
        known.live.replace(with: incident)
        hold(known)
    }

    /// Returns a case with all cases connected by merges; nil if one of them is unreadable: nothing
    /// is put together then.
    private mutating func connectedCases(of known: Case) throws -> [Case]? {
        var found = [known.id: known]
        var seen = Set(known.incidents)
        var open = known.connected.subtracting(seen)
        while !open.isEmpty {
            try transaction.lockCases(open.sorted())
            try read(open.sorted())
            seen.formUnion(open)
            var next: Set<Incident.ID> = []
            for id in open.sorted() {
                guard let one = try changeable(id)?.live.current else { return nil }
                if let surviving = one.mergedInto {
                    next.insert(surviving)
                } else {
                    found[id] = one
                    seen.formUnion(one.incidents)
                    next.formUnion(one.connected)
                }
            }
            open = next.subtracting(seen)
        }
        return found.sorted { $0.key < $1.key }.map(\.value)
    }

    /// Moves the cases with pending effects to the present.
    private mutating func advance(_ pending: inout PendingEffects) {
        for id in pending.order {
            guard let known = cases[id] ?? nil, !known.live.current.isMergedAway else { continue }
            pending.add(known.live.advance(to: now, by: rules), of: id)
            hold(known)
        }
    }

    private mutating func keep(_ pending: PendingEffects) throws {
        for id in pending.order {
            guard let known = cases[id] ?? nil else { continue }
            try keep(known, pending.effects[id] ?? [])
        }
    }

    /// Returns the incidents that edited merges named before and name no longer.
    private mutating func formerEnds(
        of edited: [Record]
    ) throws -> [(record: Record.ID, from: Incident.ID)] {
        var found: [(record: Record.ID, from: Incident.ID)] = []
        for record in edited {
            let known = cases[surviving(record.incident)]??.live.current
            guard let former = known?.merges[record.id] else { continue }
            for id in [former.incident, former.into] where !record.incidents.contains(id) {
                try transaction.lockCases([id])
                try read([id])
                try readSurviving([id])
                found.append((record.id, id))
            }
        }
        return found
    }

    /// Returns the incident whose case has the records of an incident.
    private func surviving(_ id: Incident.ID) -> Incident.ID {
        cases[id]??.live.current.mergedInto ?? id
    }

    /// Reads the cases under which some incidents go on.
    private mutating func readSurviving(_ ids: [Incident.ID]) throws {
        let others = Set(ids.map(surviving)).subtracting(ids)
        guard !others.isEmpty else { return }
        try transaction.lockCases(others.sorted())
        try read(others.sorted())
    }

    /// Reads cases that are to be changed, all in one query.
    private mutating func read(_ incidents: [Incident.ID]) throws {
        let unknown = Set(incidents).filter { cases[$0] == nil }
        guard !unknown.isEmpty else { return }
        // Remember also the absence of a case.
        for id in unknown { cases[id] = .some(nil) }
        for row in try transaction.cases(unknown.sorted()) where try load(row) == nil {
            cases[row.incident] = nil
        }
    }

    /// Returns a case to change, a new one if absent; nil if unreadable.
    private mutating func changeable(_ id: Incident.ID) throws -> LoadedCase? {
        guard let known = cases[id] else { return nil }
        return known ?? LoadedCase(row: nil, LiveCase(new: Case(id: id, at: now)))
    }

    /// Decodes a case and fetches the rulebooks it is pinned to.
    private mutating func load(_ row: CaseRow) throws -> LoadedCase? {
        do {
            var live = try cache?.take(row.incident, head: row.body) ?? read(row)
            for digest in live.pinned where !rules.contains(digest) {
                try fetch(digest)
            }
            let known = LoadedCase(row: row, live)
            cases[row.incident] = known
            return known
        } catch let fault as CodingError {
            try setAside(row.incident, fault.description)
            return nil
        }
    }

    private func read(_ row: CaseRow) throws -> LiveCase {
        let parts = row.hasParts ? try transaction.parts(of: row.incident, .all) : []
        return try LiveCase(head: row.body, parts: parts)
    }

    private mutating func fetch(_ digest: String) throws {
        guard let bytes = try transaction.rulebook(digest),
            let rulebook = RulebookArchive.rulebook(digest, in: bytes, zones: zones)
        else { return }
        rules.add(rulebook)
    }

    /// Sets one undecodable case aside with an alert, so that it does not stop the others.
    private mutating func setAside(_ id: Incident.ID, _ reason: String) throws {
        try transaction.setAside(id, reason: reason, at: now)
        poisoned.append((id, reason))
        try tell(
            Delivery.Operation(
                kind: .caseSetAside, finding: HealthIssue(.incidentFailed, [id.text, reason])))
    }

    /// Remembers a changed case, to be saved at the end.
    private mutating func hold(_ known: LoadedCase) {
        let id = known.live.current.id
        if known.row == nil { cases[id] = known }
        unsaved.change(id)
    }

    private mutating func keep(_ known: LoadedCase, _ effects: [Effect]) throws {
        hold(known)
        let id = known.live.current.id
        guard !effects.isEmpty else { return }
        let lines = effects.map { $0.json(of: id, at: now) }
        unsaved.journal.append(
            JournalRow(incident: id, at: now, body: JSON.array(lines).bytes()))
        try enqueue(known.live.current.post(effects, at: now, by: rules.current))
    }

    /// The large cases of the transaction as they are stored, to be kept once it is committed.
    var storedCases: [CaseCache.Entry] {
        cases.values.compactMap { known in
            guard let known, known.isSaved, known.live.isLarge, let row = known.row else {
                return nil
            }
            return CaseCache.Entry(head: row.body, live: known.live)
        }
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
    init(_ live: LiveCase, _ stored: StoredCase, at now: Instant) {
        let incident = live.current
        self.init(
            incident: incident.id, nextAt: incident.wakeAt,
            phase: live.phase, title: incident.title,
            openedAt: incident.openedAt ?? incident.advancedAt, updatedAt: now,
            body: stored.head, hasParts: stored.hasParts,
            isUntold: incident.firstSpokenAt == nil && incident.subject == .incident)
    }
}
