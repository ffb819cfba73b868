import Calendars
import Cases
package import Files
package import Intake
import Logging
import Rules
import ServiceLifecycle
import Storage

/// Takes what a source has: a batch is read, committed, and only then let go by the source.
package struct IntakeService: Service {
    let office: Office
    let source: any Source
    let watch: FolderWatcher
    /// Rung by the watch: something may have changed.
    let hint: Doorbell
    /// Where a record goes whose id is taken by another.
    let conflicts: Conflicts
    /// How often the folder is scanned though nothing was heard of it.
    let scanEvery: Duration

    package init(
        office: Office, source: any Source, watch: FolderWatcher, hint: Doorbell,
        conflicts: Conflicts, scanEvery: Duration
    ) {
        self.office = office
        self.source = source
        self.watch = watch
        self.hint = hint
        self.conflicts = conflicts
        self.scanEvery = scanEvery
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                for trouble in watch.renew() {
                    office.logger.notice("scanning only", metadata: ["why": "\(trouble)"])
                }
                let rest = await sweep()
                await hint.wait(atMost: rest)
            }
        }
    }

    /// Takes everything there is; returns how long nothing more is expected, unless a hint comes.
    ///
    /// While a batch is committed the next is read, and the files of the one before are let go.
    package func sweep() async -> Duration {
        await withDiscardingTaskGroup(returning: Duration.self) { group in
            var rest = scanEvery
            var load: Load? = await nextLoad()
            while let current = load {
                async let following = current.batch.isLast ? nil : nextLoad()
                if let lookAgainAt = current.batch.lookAgainAt {
                    rest = min(rest, max(.milliseconds(20), lookAgainAt - current.at))
                }
                await tell(current.batch.troubles)
                if !current.batch.isEmpty {
                    let outcomes = await commit(current)
                    // What could not be kept is let go below and is to be read again soon.
                    if outcomes == nil { rest = min(rest, .seconds(1)) }
                    group.addTask { await letGo(current, outcomes) }
                }
                load = await following
            }
            return rest
        }
    }

    /// A batch as it is handed on: with the rows of its records, and when it was read.
    private struct Load: Sendable {
        let batch: Batch
        let rows: [RecordRow]
        let at: Instant
    }

    private func nextLoad() async -> Load? {
        guard !Task.isCancelled else { return nil }
        // File times are the machine's, whatever clock the cases live by.
        let now = Timekeeper.system.now()
        let batch = await source.next(at: now, arrivedAt: office.timekeeper.now())
        let arrival: RecordRow.Arrival = batch.isKept ? .kept : .once
        return Load(
            batch: batch, rows: batch.records.map { RecordRow($0, arrival: arrival) }, at: now)
    }

    /// What became of each record; nil where the store could keep none.
    private func commit(_ load: Load) async -> [RecordOutcome]? {
        do {
            let outcomes = try await office.keep { ledger in
                let outcomes = try ledger.take(load.batch.records, as: load.rows)
                try ledger.tellRefused(load.batch, outcomes)
                return outcomes
            }
            office.clock.ring()
            return outcomes
        } catch {
            office.logger.error("records cannot be kept", metadata: ["error": "\(error)"])
            await hint.wait(atMost: .seconds(1))
            return nil
        }
    }

    private func letGo(_ load: Load, _ outcomes: [RecordOutcome]?) async {
        if let outcomes {
            // What is refused is written down before its file goes.
            let refused = zip(load.batch.records, outcomes).filter(\.1.isConflict).map(\.0)
            for record in refused { await keep(record, at: load.at) }
            await tell(await source.accept(load.batch, at: load.at))
        } else {
            await source.release(load.batch)
        }
    }

    /// A record under an id that is taken by other content is kept aside.
    private func keep(_ record: Record, at now: Instant) async {
        if let trouble = conflicts.keep(record, reason: record.conflict, at: now) {
            await tell([trouble])
        }
        office.logger.warning(
            "a record was refused", metadata: ["detail": "\(record.conflict)"])
    }

    private func tell(_ troubles: [Trouble]) async {
        for trouble in troubles {
            await office.tellOperators(.intakeFailed, "\(trouble)", onceIn: Self.silence)
        }
    }

    /// How long the same trouble is not told again.
    private static let silence = Duration.seconds(6 * 3_600)
}

extension Ledger {
    /// Tells the operators what of a batch is refused, in the transaction that takes the rest: a
    /// file that is read again, since we were killed before it left the inbox, says nothing new.
    ///
    /// Every refused file is told, also one that is refused for the same reason as another before:
    /// each may be an incident. What was refused together is one message.
    fileprivate mutating func tellRefused(_ batch: Batch, _ outcomes: [RecordOutcome]) throws {
        let refusals = try batch.refusals.filter {
            try meets("refused \($0.file) \($0.mark)", within: Self.rereadMax)
        }
        if !refusals.isEmpty {
            let more = refusals.count > 20 ? ["and \(refusals.count - 20) more files"] : []
            let shown = refusals.prefix(20).map(\.description) + more
            try tell(
                Delivery.Operation(kind: .recordRefused, detail: shown.joined(separator: "; ")))
        }
        for (record, outcome) in zip(batch.records, outcomes) where outcome.isConflict {
            let key = "refused \(record.origin) \(record.id) \(record.digest)"
            guard try meets(key, within: Self.rereadMax) else { continue }
            try tell(Delivery.Operation(kind: .recordRefused, detail: record.conflict))
        }
    }

    /// So long after a file was told it may be read again.
    private static let rereadMax = Duration.seconds(86_400)
}

extension Record {
    /// What is told of one whose id is taken by other content.
    fileprivate var conflict: String {
        "\(origin): the id `\(id)` was received before with other content; "
            + "accepted is a new id, or the same content"
    }
}

extension RecordOutcome {
    var isConflict: Bool {
        if case .conflict = self { true } else { false }
    }
}

extension Refusal: CustomStringConvertible {
    /// Where, what and what would be right, for a person.
    package var description: String {
        let shown = faults.prefix(5).map { fault in
            "\(file):\(fault.line):\(fault.column): "
                + (fault.pointer.isEmpty ? "" : fault.pointer + ": ")
                + fault.reason + (fault.accepted.isEmpty ? "" : "; accepted is \(fault.accepted)")
        }
        let more = faults.count > 5 ? ["and \(faults.count - 5) more"] : []
        return (shown + more).joined(separator: "; ")
    }
}
