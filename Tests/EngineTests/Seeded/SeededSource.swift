import Calendars
import Cases
import Foundation
import Intake
import JSON
import TestSupport

/// A source in memory that offers each record from an instant on, and some records twice.
final class SeededSource: Source, @unchecked Sendable {
    let features: SourceFeatures = [.ordered, .redelivers]
    private let lock = NSLock()
    private let log: EventLog
    private var random: SeededRandom
    private var waiting: [Scripted]

    /// A record and the instant from which it is offered.
    struct Scripted {
        let at: Instant
        let body: JSON

        var id: String { body["id"]?.string ?? "" }
    }

    init(_ script: [Scripted], random: SeededRandom, log: EventLog) throws {
        for line in script {
            _ = try Record.read(line.body, arrivedAt: line.at, origin: "script")
        }
        waiting = script
        self.random = random
        self.log = log
    }

    /// The instant of the next record that was not accepted yet.
    var nextAt: Instant? { lock.withLock { waiting.map(\.at).min() } }

    func next(at now: Instant) async -> Batch {
        let given = lock.withLock { waiting.filter { $0.at <= now } }
        let records = given.compactMap {
            try? Record.read($0.body, arrivedAt: now, origin: "script")
        }
        let ids = given.map(\.id)
        var batch = Batch(records: records, receipt: ids.isEmpty ? nil : ids)
        batch.nextLook = .seconds(300)
        return batch
    }

    func accept(_ batch: Batch) async -> [IOIssue] {
        guard let ids = batch.receipt as? [String] else { return [] }
        lock.withLock {
            // The acknowledgement of one batch in four is lost, and its records are offered again.
            let isLost = random.roll(4) == 0
            for id in ids { log.note("record \(id) \(isLost ? "comes again" : "taken")") }
            if !isLost { waiting.removeAll { ids.contains($0.id) } }
        }
        return []
    }

    func release(_ batch: Batch) async {}

    func reject(
        _ record: Record, because cause: Rejection.Cause, in batch: Batch
    ) async -> [IOIssue] {
        log.note("record \(record.id) rejected: \(cause)")
        return []
    }
}
