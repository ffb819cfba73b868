import Calendars
import Cases
package import Intake
import Logging
import Rules
import ServiceLifecycle
import Storage

/// Takes what a source has: a batch is read, committed, and only then let go by the source.
package struct IntakeService: Service {
    let office: Office
    let source: any Source
    let watch: FolderWatch
    /// Rung by the watch: something may have changed.
    let hint: Doorbell
    /// Where a record goes whose id is taken by another.
    let conflicts: Conflicts
    /// How often the folder is scanned though nothing was heard of it.
    let scanEvery: Duration

    package init(
        office: Office, source: any Source, watch: FolderWatch, hint: Doorbell,
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
                try ledger.take(load.batch.records, as: load.rows)
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
            await refuse(refused, at: load.at)
            await tell(await source.accept(load.batch, at: load.at))
            await tell(load.batch.refusals)
        } else {
            await source.release(load.batch)
        }
    }

    /// Every refused file is told, also one that is refused for the same reason as another before:
    /// each may be an incident. What was refused together is one message.
    private func tell(_ refusals: [Refusal]) async {
        guard !refusals.isEmpty else { return }
        let more = refusals.count > 20 ? ["and \(refusals.count - 20) more files"] : []
        let shown = refusals.prefix(20).map(\.description) + more
        await office.tellOperators(.recordRefused, shown.joined(separator: "; "))
    }

    /// A record under an id that is taken by other content is kept aside and told.
    private func refuse(_ records: [Record], at now: Instant) async {
        for record in records {
            let detail =
                "\(record.origin): the id `\(record.id)` was received before with other content; "
                + "accepted is a new id, or the same content"
            if let trouble = conflicts.keep(record, reason: detail, at: now) {
                await tell([trouble])
            }
            await office.tellOperators(.recordRefused, detail)
        }
    }

    private func tell(_ troubles: [Trouble]) async {
        for trouble in troubles {
            await office.tellOperators(.intakeFailed, "\(trouble)", onceIn: Self.silence)
        }
    }

    /// How long the same trouble is not told again.
    private static let silence = Duration.seconds(6 * 3_600)
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
