package import Calendars
import Cases
import Files
import Logging
import Rules
import ServiceLifecycle
import Storage

/// The service that removes old rows and files, once a day and a little at a time.
///
/// A transaction removes few rows and is followed by a pause, so that no other work waits for it.
package struct RetentionService: SteppingService {
    let runtime: Runtime
    /// Removes files taken before an instant, at most a number; returns their number.
    let removeFiles: @Sendable (_ before: Instant, _ limit: Int) throws -> Int
    private let memory = RetentionMemory()

    /// The interval of rounds.
    private static let every = Duration.seconds(24 * 3_600)
    /// The interval of checks for a new round: a machine may have slept, or its clock been set.
    private static let lookEvery = Duration.seconds(3_600)
    /// The pause after each transaction, which leaves the store to others.
    private static let pause = Duration.milliseconds(20)
    /// The pause after a transaction that failed.
    private static let failurePause = Duration.seconds(60)
    /// The number of cases, and of other rows or files, removed at a time.
    private static let (casesMax, rowsMax) = (20, 200)
    /// The time after which transactions that began under replaced rules have certainly ended.
    private static let rulebooksMin = Duration.seconds(600)
    /// The beginning of the ids of bulletins, whose cases stay open for good.
    private static let bulletins = "bulletin:"

    package init(
        runtime: Runtime,
        removeFiles: @escaping @Sendable (_ before: Instant, _ limit: Int) throws -> Int
    ) {
        self.runtime = runtime
        self.removeFiles = removeFiles
    }

    package func run() async throws {
        await makeSteps()
    }

    /// Removes a little if a round is due or not finished; returns the time to continue.
    package func step(at now: Instant) async -> NextStep {
        var pause = Self.lookEvery
        guard await runtime.holds(.retention) else {
            return NextStep(at: runtime.timekeeper.instant(after: pause), isPause: true)
        }
        do {
            if await memory.begins(at: now, every: Self.every) {
                await memory.begin(at: now, try await runtime.store.read { try $0.counts() })
            }
            if let begun = await memory.round {
                let removed = try await remove(at: begun.at)
                await memory.add(removed)
                if removed.total > 0 {
                    pause = Self.pause
                } else {
                    await runtime.letGoRulebooks()
                    try await end(begun)
                }
            } else {
                _ = try await removeRulebooks(at: now)
            }
        } catch {
            runtime.logger.warning("old rows are kept", metadata: ["error": "\(error)"])
            pause = Self.failurePause
        }
        return NextStep(at: runtime.timekeeper.instant(after: pause), isPause: true)
    }

    /// Ends a round and logs the numbers of rows before and after it.
    private func end(_ round: RetentionMemory.Round) async throws {
        let after = try await runtime.store.read { try $0.counts() }
        await memory.end()
        let level: Logger.Level = round.removed.total > 0 ? .notice : .debug
        runtime.logger.log(
            level: level, "retention has removed what was old",
            metadata: [
                "cases": "\(round.removed.cases)",
                "records": "\(round.before.records)→\(after.records)",
                "deliveries": "\(round.before.deliveries)→\(after.deliveries)",
                "journal": "\(round.before.journal)→\(after.journal)",
                "rulebooks": "\(round.before.rulebooks)→\(after.rulebooks)",
                "files": "\(round.removed.files)",
            ])
    }

    private func remove(at now: Instant) async throws -> Removed {
        let keeps = await runtime.currentRules.rules.current.settings.retention
        var removed = Removed()
        if let span = keeps.cases {
            removed.cases = try await removeCases(before: now - span)
            removed.rows += try await removeOfBulletins(before: now - span)
        }
        if let span = keeps.deliveries {
            removed.rows += try await runtime.store.write {
                try $0.removeSettled(decidedBefore: now - span, limit: Self.rowsMax)
            }
        }
        if let span = keeps.journal {
            removed.rows += try await runtime.store.write {
                try $0.removeJournal(before: now - span, limit: Self.rowsMax)
            }
        }
        if let span = keeps.done {
            removed.files = try removeFiles(now - span, Self.rowsMax)
        }
        if removed.total == 0 { removed.rows = try await removeRulebooks(at: now) }
        return removed
    }

    /// Removes finished cases and all that belongs to them.
    private func removeCases(before instant: Instant) async throws -> Int {
        try await runtime.store.write { transaction in
            let found = try transaction.finishedCases(before: instant, limit: Self.casesMax)
            guard !found.isEmpty else { return 0 }
            try transaction.lockCases(found.sorted())
            // Another watcher may have changed one before it was locked.
            let still = Set(try transaction.finishedCases(before: instant, limit: Self.casesMax))
            let cases = try Self.withMerged(found.filter(still.contains), in: transaction)
            try transaction.removeOwed(of: cases)
            try transaction.removeRecords(of: cases)
            try transaction.removeJournal(of: cases)
            try transaction.removeDeliveries(of: cases)
            try transaction.removeCases(cases)
            return cases.count
        }
    }

    /// Returns cases with those that were merged into them.
    private static func withMerged(
        _ ids: [Incident.ID], in transaction: any StoreTransaction
    ) throws(StoreError) -> [Incident.ID] {
        var found: [Incident.ID] = []
        for row in try transaction.cases(ids) {
            let parts = row.hasParts ? try transaction.parts(of: row.incident, .owed) : []
            let incident = try? Case(encoded: row.body, parts: parts, .owed)
            found += incident?.incidents ?? [row.incident]
        }
        return found
    }

    /// Removes old records and obligations of bulletins, which their cases need no more.
    private func removeOfBulletins(before instant: Instant) async throws -> Int {
        try await runtime.store.write { transaction in
            let owed = try transaction.removeOwed(
                ofNamesFrom: Self.bulletins, decidedBefore: instant, limit: Self.rowsMax)
            let records = try transaction.removeRecords(
                ofNamesFrom: Self.bulletins, arrivedBefore: instant, limit: Self.rowsMax)
            return owed + records
        }
    }

    /// Removes the rulebooks to which no open obligation is pinned.
    private func removeRulebooks(at now: Instant) async throws -> Int {
        let current = await runtime.currentRules.rules.current.digest
        return try await runtime.store.write { transaction in
            let stored = try transaction.rulebookDigests(savedBefore: now - Self.rulebooksMin)
            guard stored.count > 1, let inForce = try transaction.rulesInForce(),
                inForce.at <= now - Self.rulebooksMin
            else { return 0 }
            // The rows of some cases are not written yet.
            guard try transaction.casesWithoutOwed(limit: 1).isEmpty else { return 0 }
            let needed = try transaction.rulebooksOfOpen().union([current])
            return try transaction.removeRulebooks(stored.filter { !needed.contains($0) })
        }
    }

    /// The numbers of what was removed.
    fileprivate struct Removed: Sendable {
        var cases = 0
        var rows = 0
        var files = 0
        var total: Int { cases + rows + files }
    }
}

/// The state of the rounds.
private actor RetentionMemory {
    /// A round that is not finished.
    struct Round: Sendable {
        let at: Instant
        let before: StoreCounts
        var removed = RetentionService.Removed()
    }

    private(set) var round: Round?
    private var begunAt: Instant?

    /// Returns true if a round begins now.
    func begins(at now: Instant, every span: Duration) -> Bool {
        round == nil && (begunAt.map { now - $0 >= span || now < $0 } ?? true)
    }

    func begin(at now: Instant, _ before: StoreCounts) {
        begunAt = now
        round = Round(at: now, before: before)
    }

    func add(_ removed: RetentionService.Removed) {
        round?.removed.cases += removed.cases
        round?.removed.rows += removed.rows
        round?.removed.files += removed.files
    }

    func end() {
        round = nil
    }
}
