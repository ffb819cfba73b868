package import Calendars
import Cases
import Deliveries
package import Intake
import Logging
import Rules
import ServiceLifecycle
import Storage

/// The service that takes what a source has: a batch is read, committed, and only then let go by
/// the source.
package struct IntakeService: Service {
    let runtime: Runtime
    let source: any Source

    /// The span for which a store that could not keep a batch is left alone.
    private static let pause = Duration.seconds(1)
    /// The shortest span between two looks that no signal asked for.
    private static let lookMin = Duration.milliseconds(20)

    package init(runtime: Runtime, source: any Source) {
        self.runtime = runtime
        self.source = source
    }

    /// Steps until told to stop, each time the source signals a change or its next look is due.
    package func run() async throws {
        let signal = Signal(by: runtime.timekeeper)
        await source.watch { signal.notify() }
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                let next = await step(at: runtime.timekeeper.now())
                await next.wait(by: runtime.timekeeper, for: signal)
            }
        }
    }

    /// Takes everything there is; returns when to look again, unless the source signals sooner.
    ///
    /// While a batch is committed the next is read, and the messages of the one before are let go.
    package func step(at now: Instant) async -> NextStep {
        await withDiscardingTaskGroup(returning: NextStep.self) { group in
            var rest: Duration?
            var load: Load? = await nextLoad(at: now)
            while let current = load {
                async let following = current.batch.isLast ? nil : nextLoad()
                rest = min(rest ?? current.batch.nextLook, current.batch.nextLook)
                await report(current.batch)
                if let current = await holding(current) {
                    guard let outcomes = await commit(current) else {
                        await source.release(current.batch)
                        if let following = await following { await source.release(following.batch) }
                        return NextStep(
                            at: runtime.timekeeper.instant(after: Self.pause), isPause: true)
                    }
                    group.addTask { await letGo(current, outcomes) }
                }
                load = await following
            }
            let span = max(Self.lookMin, rest ?? Self.pause)
            return NextStep(at: runtime.timekeeper.instant(after: span))
        }
    }

    /// A batch as it is handed on: with the rows of its records, and when it was read.
    private struct Load: Sendable {
        let batch: Batch
        let rows: [RecordRow]
        let at: Instant
    }

    private func nextLoad(at now: Instant? = nil) async -> Load? {
        guard !Task.isCancelled else { return nil }
        let now = now ?? runtime.timekeeper.now()
        let batch = await source.next(at: now)
        let arrival: RecordRow.Arrival = source.features.contains(.revises) ? .kept : .once
        return Load(
            batch: batch, rows: batch.records.map { RecordRow($0, arrival: arrival) }, at: now)
    }

    /// Returns a batch to commit, its lease extended when half of it has gone by; nil where there
    /// is nothing to commit, or the lease was lost and the messages come again.
    private func holding(_ load: Load) async -> Load? {
        guard !load.batch.isEmpty else { return nil }
        guard let until = load.batch.leaseUntil else { return load }
        let now = runtime.timekeeper.now()
        if now - load.at < (until - load.at) / 2 { return load }
        guard let batch = await source.extend(load.batch, at: now) else {
            runtime.logger.notice("a lease was lost; its messages come again")
            return nil
        }
        return Load(batch: batch, rows: load.rows, at: now)
    }

    /// Commits a batch; returns the outcome of each record, nil for one that the store refuses by
    /// itself. Returns nil as a whole where the store can keep none.
    private func commit(_ load: Load) async -> [RecordOutcome?]? {
        let batch = load.batch
        do {
            return try await keep(batch.records, as: load.rows, batch.rejections)
        } catch  where error.mayBeOfRecord && batch.records.count > 1 {
            return await commitApart(load)
        } catch {
            runtime.logger.error("records cannot be kept", metadata: ["error": "\(error)"])
            return nil
        }
    }

    /// Commits a batch in ever smaller parts, so that a record which the store refuses keeps back
    /// no other; where it takes not a single one, the fault is the store's.
    private func commitApart(_ load: Load) async -> [RecordOutcome?]? {
        let records = load.batch.records
        var outcomes = [RecordOutcome?](repeating: nil, count: records.count)
        var parts = [records.indices]
        do {
            _ = try await keep([], as: [], load.batch.rejections)
            while let part = parts.popLast() {
                do {
                    let kept = try await keep(
                        Array(records[part]), as: Array(load.rows[part]), [])
                    outcomes.replaceSubrange(part, with: kept)
                } catch  where error.mayBeOfRecord {
                    if part.count == 1 { continue }
                    let middle = part.lowerBound + part.count / 2
                    parts += [middle..<part.upperBound, part.lowerBound..<middle]
                }
            }
        } catch {
            runtime.logger.error("records cannot be kept", metadata: ["error": "\(error)"])
            return nil
        }
        return outcomes.contains { $0 != nil } ? outcomes : nil
    }

    private func keep(
        _ records: [Record], as rows: [RecordRow], _ rejections: [Rejection]
    ) async throws(StoreError) -> [RecordOutcome] {
        let outcomes = try await runtime.commit { transaction in
            let outcomes = try transaction.take(records, as: rows)
            try transaction.tellRejected(rejections)
            try transaction.tellConflicts(of: records, outcomes)
            return outcomes
        }
        runtime.clock.notify()
        return outcomes
    }

    private func letGo(_ load: Load, _ outcomes: [RecordOutcome?]) async {
        var issues: [IOIssue] = []
        for (record, outcome) in zip(load.batch.records, outcomes) {
            if let outcome, !outcome.isConflict { continue }
            let reason = outcome == nil ? record.refusal : record.conflict
            let cause = Rejection.Cause(
                pointer: "/id", reason, accepted: outcome == nil ? "" : "a new id")
            issues += await source.reject(record, because: cause, in: load.batch)
            runtime.logger.warning("a record was refused", metadata: ["detail": "\(reason)"])
            if outcome == nil {
                await runtime.tellOperators(.recordRefused, reason, onceIn: Self.silence)
            }
        }
        // What is refused is written down before its message goes.
        if issues.isEmpty {
            issues = await source.accept(load.batch)
        } else {
            await source.release(load.batch)
        }
        await tell(issues)
    }

    private func report(_ batch: Batch) async {
        for notice in batch.notices {
            runtime.logger.notice("scanning only", metadata: ["why": "\(notice)"])
        }
        await tell(batch.issues)
    }

    private func tell(_ issues: [IOIssue]) async {
        for issue in issues {
            await runtime.tellOperators(.intakeFailed, "\(issue)", onceIn: Self.silence)
        }
    }

    /// The span in which the same issue is told once.
    private static let silence = Duration.seconds(6 * 3_600)
}

extension CaseTransaction {
    /// Tells the operators what is rejected, in the transaction that takes the rest: a
    /// message that is read again, since we were killed before it was let go, says nothing new.
    ///
    /// Every rejected message is told, also one that is rejected for the same cause as another
    /// before: each may be an incident. What was rejected together is told together.
    fileprivate mutating func tellRejected(_ rejections: [Rejection]) throws {
        let rejections = try rejections.filter {
            try meets("refused \($0.origin) \($0.mark)", within: Self.rereadMax)
        }
        if !rejections.isEmpty {
            let more = rejections.count > 20 ? ["and \(rejections.count - 20) more files"] : []
            let shown = rejections.prefix(20).map(\.description) + more
            try tell(
                Delivery.Operation(kind: .recordRefused, detail: shown.joined(separator: "; ")))
        }
    }

    /// Tells the operators of records whose ids are taken by other content.
    fileprivate mutating func tellConflicts(
        of records: [Record], _ outcomes: [RecordOutcome]
    ) throws {
        for (record, outcome) in zip(records, outcomes) where outcome.isConflict {
            let key = "refused \(record.origin) \(record.id) \(record.digest)"
            guard try meets(key, within: Self.rereadMax) else { continue }
            try tell(Delivery.Operation(kind: .recordRefused, detail: record.conflict))
        }
    }

    /// The span after it was told in which a message may be read again.
    private static let rereadMax = Duration.seconds(86_400)
}

extension Record {
    /// The text for a record whose id is taken by other content.
    fileprivate var conflict: String {
        "\(origin): the id `\(id)` was received before with other content; "
            + "accepted is a new id, or the same content"
    }
}

extension Record {
    /// The text for a record that the store refuses for itself.
    fileprivate var refusal: String {
        "\(origin): the store refuses the record `\(id)`, and took others"
    }
}

extension StoreError {
    /// True if the refusal may be of a single record in the transaction, not of the store.
    fileprivate var mayBeOfRecord: Bool {
        switch self {
        case .failed, .abandoned: true
        default: false
        }
    }
}

extension RecordOutcome {
    /// True if the record's id is taken by other content.
    var isConflict: Bool {
        if case .conflict = self { true } else { false }
    }
}
