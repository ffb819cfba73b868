package import Calendars
import Cases
import Deliveries
package import Intake
import Logging
import ServiceLifecycle
package import Storage
import Synchronization

/// The service that takes records from the queue of a store.
///
/// Messages leave the queue in the transaction that saves their records and cases, so nothing is
/// taken twice and nothing is acknowledged early.
package struct QueueService: SteppingService {
    let runtime: Runtime
    private let queue: any MessageQueue
    private let limits: IntakeLimits
    private let memory: QueueMemory

    /// The interval of looks into an empty queue, unless a producer notifies.
    private static let lookEvery = Duration.seconds(1)
    /// The pause after the store could not save a batch.
    private static let pause = Duration.seconds(1)

    package init(runtime: Runtime, queue: any MessageQueue, limits: IntakeLimits = IntakeLimits()) {
        self.runtime = runtime
        self.queue = queue
        self.limits = limits
        memory = QueueMemory(countMax: limits.batchMessagesMax)
    }

    package func run() async throws {
        let signal = Signal(by: runtime.timekeeper)
        queue.watchQueue { signal.notify() }
        do {
            try await queue.suspect(limits.batchMessagesMax)
        } catch {
            runtime.logger.warning("tries cannot be counted", metadata: ["error": "\(error)"])
        }
        await makeSteps(until: signal)
    }

    /// Takes a batch; returns the time of the next one.
    package func step(at now: Instant) async -> NextStep {
        let count = await memory.count
        let tried = Mutex<Int64?>(nil)
        do {
            if await memory.isCareful, try await !queue.countAttempt() {
                await memory.trust()
            }
            let taken = try await take(.oldest(count: count, bytes: limits.batchBytesMax)) {
                first in
                tried.withLock { $0 = first }
            }
            await memory.succeed()
            let pause = taken == 0 ? Self.lookEvery : .zero
            return NextStep(at: runtime.timekeeper.instant(after: pause))
        } catch  where error.mayBeOfRecord {
            guard count == 1, let number = tried.withLock(\.self) else {
                await memory.fail()
                return NextStep(at: runtime.timekeeper.now())
            }
            return await refuse(number, error)
        } catch {
            runtime.logger.error("records cannot be stored", metadata: ["error": "\(error)"])
            return NextStep(at: runtime.timekeeper.instant(after: Self.pause), isPause: true)
        }
    }

    /// Takes messages in one transaction; returns their number.
    private func take(
        _ choice: QueueChoice, _ note: @escaping @Sendable (Int64?) -> Void
    ) async throws(StoreError) -> Int {
        let limits = limits
        let taken = try await runtime.commit { transaction in
            try transaction.takeQueued(choice, limits, note)
        }
        guard taken.count > 0 else { return 0 }
        runtime.clock.notify()
        await runtime.activity.note(taken.records, taken.outcomes, at: runtime.timekeeper.now())
        for rejection in taken.rejections {
            runtime.logger.warning(
                "record refused",
                metadata: [
                    "origin": "\(rejection.origin)", "causes": "\(rejection.causes.count)",
                ])
        }
        return taken.count
    }

    /// Moves a message to the refused ones that the store does not save.
    private func refuse(_ number: Int64, _ error: StoreError) async -> NextStep {
        runtime.logger.error(
            "message refused by the store",
            metadata: ["message": "\(number)", "error": "\(error)"])
        do {
            try await runtime.commit { try $0.refuseQueued(number, "\(error)") }
            return NextStep(at: runtime.timekeeper.now())
        } catch {
            runtime.logger.error("records cannot be stored", metadata: ["error": "\(error)"])
            return NextStep(at: runtime.timekeeper.instant(after: Self.pause), isPause: true)
        }
    }
}

/// The size of the next batch, which shrinks while the store refuses, down to one message.
private actor QueueMemory {
    private let countMax: Int
    private(set) var count: Int
    /// True until the oldest message is known not to have ended a watcher.
    private(set) var isCareful = true

    init(countMax: Int) {
        self.countMax = countMax
        count = countMax
    }

    func succeed() {
        count = min(count * 4, countMax)
    }

    func fail() {
        count = max(1, count / 4)
    }

    func trust() {
        isCareful = false
    }
}

/// The outcome of a batch of messages.
struct QueueOutcome: Sendable {
    var count = 0
    var records: [Record] = []
    var outcomes: [RecordOutcome] = []
    var rejections: [Rejection] = []
}

extension CaseTransaction {
    /// Takes messages from the store's queue, with their records; keeps and reports refused ones.
    fileprivate mutating func takeQueued(
        _ choice: QueueChoice, _ limits: IntakeLimits, _ note: (Int64?) -> Void
    ) throws -> QueueOutcome {
        guard let queue = transaction as? any QueueWriting else { return QueueOutcome() }
        let messages = try queue.takeMessages(choice)
        guard !messages.isEmpty else { return QueueOutcome() }
        note(messages.first?.number)
        var reading = QueueReading(messages, at: now, limits)
        let outcomes = try take(reading.records, arrival: .once)
        reading.refuseConflicts(outcomes)
        try tellRejected(reading.rejections)
        try tellConflicts(of: reading.records, outcomes)
        try queue.reject(reading.rejected)
        return QueueOutcome(
            count: messages.count, records: reading.records, outcomes: outcomes,
            rejections: reading.rejections)
    }

    /// Moves a message to the refused ones and alerts the operators.
    fileprivate mutating func refuseQueued(_ number: Int64, _ reason: String) throws {
        guard let queue = transaction as? any QueueWriting,
            let message = try queue.takeMessages(.one(number)).first
        else { return }
        try queue.reject([
            RejectedMessage(
                message: number, origin: message.origin, at: now, reason: reason,
                body: message.body)
        ])
        try tellRejected([
            Rejection(
                origin: message.place, causes: [Rejection.Cause(.unstorable(message.place))],
                mark: "\(number)")
        ])
    }
}
