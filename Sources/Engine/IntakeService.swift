package import Calendars
import Cases
import Deliveries
package import Intake
import Logging
import Messages
import Rules
import ServiceLifecycle
import Storage

/// The service that reads a source: each batch is read, committed, and only then released at the
/// source.
package struct IntakeService: SteppingService {
    let runtime: Runtime
    let source: any Source

    /// The pause after the store could not save a batch.
    private static let pause = Duration.seconds(1)
    /// The shortest time between two reads without a signal.
    private static let lookMin = Duration.milliseconds(20)

    package init(runtime: Runtime, source: any Source) {
        self.runtime = runtime
        self.source = source
    }

    /// Steps until told to stop, each time the source signals a change or its next read is due.
    package func run() async throws {
        let signal = Signal(by: runtime.timekeeper)
        await source.watch { signal.notify() }
        await makeSteps(until: signal)
    }

    /// Reads everything available; returns the time of the next read, unless the source signals
    /// sooner.
    ///
    /// While a batch is committed, the next one is read and the previous one is released.
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

    /// A batch with the rows of its records and the time of reading.
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

    /// Returns a batch to commit, with its lease extended once half of it has passed; nil if the
    /// batch is empty, or its lease was lost and its messages will be read again.
    private func holding(_ load: Load) async -> Load? {
        guard !load.batch.isEmpty else { return nil }
        guard let until = load.batch.leaseUntil else { return load }
        let now = runtime.timekeeper.now()
        if now - load.at < (until - load.at) / 2 { return load }
        guard let batch = await source.extend(load.batch, at: now) else {
            runtime.logger.notice("lease lost; its messages are sent again")
            return nil
        }
        return Load(batch: batch, rows: load.rows, at: now)
    }

    /// Commits a batch; returns the outcome of each record, nil for a record that the store
    /// refuses.
    ///
    /// Returns nil for the whole batch if the store can save nothing.
    private func commit(_ load: Load) async -> [RecordOutcome?]? {
        let batch = load.batch
        do {
            return try await keep(batch.records, as: load.rows, batch.rejections)
        } catch  where error.mayBeOfRecord && batch.records.count > 1 {
            return await commitApart(load)
        } catch {
            runtime.logger.error("records cannot be stored", metadata: ["error": "\(error)"])
            return nil
        }
    }

    /// Commits a batch in ever smaller parts, so that a refused record holds back no other.
    ///
    /// If not a single record is accepted, the fault is the store's.
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
            runtime.logger.error("records cannot be stored", metadata: ["error": "\(error)"])
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
        await runtime.activity.note(records, outcomes, at: runtime.timekeeper.now())
        for rejection in rejections { log(rejection) }
        return outcomes
    }

    /// Logs a message that could not be read: its places, and none of its content.
    private func log(_ rejection: Rejection) {
        let places = rejection.causes.prefix(5).map { cause in
            "\(cause.line):\(cause.column)"
                + (cause.pointer.isEmpty ? "" : " \(cause.pointer)")
        }
        runtime.logger.warning(
            "record refused",
            metadata: [
                "origin": "\(rejection.origin)", "places": "\(places.joined(separator: ", "))",
                "causes": "\(rejection.causes.count)",
            ])
    }

    private func letGo(_ load: Load, _ outcomes: [RecordOutcome?]) async {
        var issues: [IOIssue] = []
        for (record, outcome) in zip(load.batch.records, outcomes) {
            if let outcome, !outcome.isConflict { continue }
            let problem: RecordProblem =
                outcome == nil ? .unstorable(record.id.text) : .usedID(record.id.text)
            let refusal = HealthIssue(.recordRefused, [record.origin], record: problem)
            let cause = Rejection.Cause(pointer: "/id", problem)
            issues += await source.reject(record, because: cause, in: load.batch)
            runtime.logger.warning("record rejected", metadata: ["detail": "\(refusal.text)"])
            if outcome == nil {
                await runtime.tellOperators(
                    Delivery.Operation(kind: .recordRefused, finding: refusal),
                    onceIn: Self.silence)
            }
        }
        // A rejection is recorded before its message is released.
        if issues.isEmpty {
            issues = await source.accept(load.batch)
        } else {
            await source.release(load.batch)
        }
        await tell(issues)
    }

    private func report(_ batch: Batch) async {
        for notice in batch.notices {
            runtime.logger.notice(
                "change notifications unavailable; scanning only", metadata: ["why": "\(notice)"])
        }
        await tell(batch.issues)
    }

    private func tell(_ issues: [IOIssue]) async {
        for issue in issues {
            await runtime.tellOperators(issue.operation, onceIn: Self.silence)
        }
    }

    /// The time within which the same issue is reported once.
    private static let silence = Duration.seconds(6 * 3_600)
}

extension CaseTransaction {
    /// Alerts the operators to rejected messages, in the transaction that saves the other records.
    ///
    /// Every rejected message is reported, even if another had the same cause: each may be an
    /// incident. Messages rejected together are reported together. A message read again, after a
    /// crash before its release, is not reported twice.
    mutating func tellRejected(_ rejections: [Rejection]) throws {
        let rejections = try rejections.filter {
            try meets("refused \($0.origin) \($0.mark)", within: Self.rereadMax)
        }
        if !rejections.isEmpty {
            let more = rejections.count - 20
            let rest = more > 0 ? [HealthIssue(.moreFiles, ["\(more)"])] : []
            // Nobody marked what cannot be read; where that is not public, no alert repeats it.
            let isPublic = rules.current.carriesUnmarked
            let shown = rejections.prefix(20).flatMap { $0.issues(quoting: isPublic) } + rest
            try tell(Delivery.Operation(kind: .recordRefused, findings: shown))
        }
    }

    /// Alerts the operators to records whose ids are already used with other content.
    mutating func tellConflicts(
        of records: [Record], _ outcomes: [RecordOutcome]
    ) throws {
        for (record, outcome) in zip(records, outcomes) where outcome.isConflict {
            let key = "refused \(record.origin) \(record.id) \(record.digest)"
            guard try meets(key, within: Self.rereadMax) else { continue }
            let finding = HealthIssue(
                .recordRefused, [record.origin], record: .usedID(record.id.text))
            try tell(Delivery.Operation(kind: .recordRefused, finding: finding))
        }
    }

    /// The time after its report in which a message may be read again.
    private static let rereadMax = Duration.seconds(86_400)
}

extension Rejection {
    /// Returns the first causes with their places, with or without quotations from the message.
    fileprivate func issues(quoting: Bool) -> [HealthIssue] {
        let more = causes.count - 5
        return causes.prefix(5).map { cause in
            let pointer = cause.pointer.isEmpty ? "" : ": \(cause.pointer)"
            return HealthIssue(
                .recordRefused, ["\(origin):\(cause.line):\(cause.column)\(pointer)"],
                record: quoting ? cause.problem : cause.problem.unquoted)
        } + (more > 0 ? [HealthIssue(.moreErrors, ["\(more)"])] : [])
    }
}

extension IOIssue {
    /// The alert to the operators.
    fileprivate var operation: Delivery.Operation {
        let finding: HealthIssue
        switch reason {
        case .failed(let operation, let message):
            finding = HealthIssue(.operationFailed, [place, operation, message])
        case .noFile(let kind): finding = HealthIssue(.noRecordFile, [place, kind])
        case .deleted: finding = HealthIssue(.fileDeleted, [place])
        case .severalDeleted(let count): finding = HealthIssue(.filesDeleted, [place, "\(count)"])
        case .endless(let bytes): finding = HealthIssue(.fileEndless, [place, "\(bytes)"])
        case .other(let words):
            return Delivery.Operation(kind: .intakeFailed, detail: "\(place): \(words)")
        }
        return Delivery.Operation(kind: .intakeFailed, finding: finding)
    }
}

extension StoreError {
    /// True if the refusal may concern a single record of the transaction, not the store.
    var mayBeOfRecord: Bool {
        switch self {
        case .failed, .abandoned: true
        default: false
        }
    }
}

extension RecordOutcome {
    /// True if the record's id is already used with other content.
    var isConflict: Bool {
        if case .conflict = self { true } else { false }
    }
}
