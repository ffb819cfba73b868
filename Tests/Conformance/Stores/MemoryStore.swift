internal import Calendars
internal import Cases
import Deliveries
internal import Foundation
package import Storage

/// A store in memory: the semantics of every store in the simplest form.
///
/// Deterministic, for simulations: it has no thread, no file and no clock.
package final class MemoryStore: Store, @unchecked Sendable {
    private let lock = NSLock()
    private var tables = MemoryTables()

    package init() {}

    package func write<T: Sendable>(
        _ body: @escaping @Sendable (any StoreTransaction) throws -> T
    ) async throws(StoreError) -> T {
        try run { transaction in
            let value = try body(transaction)
            self.tables = transaction.tables
            return value
        }
    }

    package func read<T: Sendable>(
        _ body: @escaping @Sendable (any StoreSnapshot) throws -> T
    ) async throws(StoreError) -> T {
        try run { try body($0) }
    }

    private func run<T>(_ body: (MemoryTransaction) throws -> T) throws(StoreError) -> T {
        lock.lock()
        defer { lock.unlock() }
        do {
            return try body(MemoryTransaction(tables))
        } catch let error as StoreError {
            throw error
        } catch {
            throw .abandoned(detail: String(describing: error))
        }
    }
}

/// The rows of all tables.
struct MemoryTables {
    /// The records, in order of arrival.
    var records: [RecordRow] = []
    /// The places of a record's versions, the oldest first.
    var versions: [Record.ID: [Int]] = [:]
    var cases: [Incident.ID: CaseRow] = [:]
    var parts: [Incident.ID: [Int64: CasePart]] = [:]
    /// The order in which cases were first stored.
    var caseNumbers: [Incident.ID: Int64] = [:]
    var owed: [Incident.ID: [OwedRow]] = [:]
    /// The order in which obligations were first stored.
    var owedNumbers: [OwedKey: Int64] = [:]
    var questions: [Incident.ID: [OwedQuestion]] = [:]
    var statements: [Incident.ID: [ListedStatement]] = [:]
    var journal: [JournalRow] = []
    var rulebooks: [String: (savedAt: Instant, bytes: [UInt8])] = [:]
    var rulesInForce: RulesInForce?
    var markers: [String: Instant] = [:]
    /// The outbox entries, in order of insertion.
    var outbox: [OutboxEntry] = []
    var places: [Delivery.ID: Int] = [:]
    /// The attempts with their lease epochs by delivery, in the order they were made.
    var attempts: [Delivery.ID: [(epoch: Int64, row: AttemptRow)]] = [:]
    var told: Set<ReachedRow> = []

    struct OwedKey: Hashable {
        let incident: Incident.ID
        let obligation: Obligation.ID
    }
}

/// The tables within one transaction.
final class MemoryTransaction: StoreTransaction {
    var tables: MemoryTables

    init(_ tables: MemoryTables) {
        self.tables = tables
    }

    func counts() -> StoreCounts {
        var counts = StoreCounts()
        counts.records = tables.records.count
        counts.deliveries = tables.outbox.count
        counts.journal = tables.journal.count
        counts.rulebooks = tables.rulebooks.count
        for row in tables.cases.values {
            counts.cases[row.phase, default: 0] += 1
            if row.setAside != nil { counts.casesSetAside += 1 }
        }
        let waiting = tables.outbox.filter { $0.state == .waiting }
        counts.deliveriesWaiting = waiting.count
        counts.oldestWaitingDueAt = waiting.map(\.dueAt).min()
        return counts
    }
}
