import Calendars
import Cases
import Intake
import JSON
import Messages
import Rules

/// A queue in memory that works like a broker's: messages are leased, and dead letters are kept.
actor MemoryQueue {
    struct Message: Sendable {
        let name: String
        let bytes: [UInt8]
        /// The number of leases so far, which distinguishes a late reader from the current one.
        var epoch = 0
        var leasedUntil: Instant?
    }

    private var messages: [Int: Message] = [:]
    private var count = 0
    private var signals: [@Sendable () -> Void] = []
    private(set) var deadLetters: [(bytes: [UInt8], causes: [Rejection.Cause])] = []
    private var isBroken = false

    func send(_ bytes: [UInt8], named name: String) {
        count += 1
        messages[count] = Message(name: name, bytes: bytes)
        for signal in signals { signal() }
    }

    func onChange(_ signal: @escaping @Sendable () -> Void) { signals.append(signal) }
    func setBroken(_ isBroken: Bool) { self.isBroken = isBroken }

    /// Leases the next messages; `isLast` is true if there are no more.
    func lease(
        atMost limit: Int, at now: Instant, until: Instant
    ) -> (taken: [(key: Int, message: Message)], isLast: Bool) {
        let free = messages.filter { $0.value.leasedUntil.map { $0 <= now } ?? true }
            .sorted { $0.key < $1.key }
        let taken = free.prefix(limit).map { key, message in
            let leased = Message(
                name: message.name, bytes: message.bytes, epoch: message.epoch + 1,
                leasedUntil: until)
            messages[key] = leased
            return (key, leased)
        }
        return (taken, free.count <= limit)
    }

    /// Changes the end of a lease, or releases the message with nil; returns false if the lease was
    /// lost.
    func move(_ key: Int, _ epoch: Int, to until: Instant?) -> Bool {
        let isHeld = messages[key]?.epoch == epoch
        if isHeld { messages[key]?.leasedUntil = until }
        return isHeld
    }

    /// Removes a message and stores it with its causes as a dead letter; returns false if the queue
    /// fails.
    func settle(_ key: Int, _ epoch: Int, dead causes: [Rejection.Cause]) -> Bool {
        if isBroken { return false }
        guard let message = messages[key], message.epoch == epoch else { return true }
        if !causes.isEmpty { deadLetters.append((message.bytes, causes)) }
        messages[key] = nil
        return true
    }

    func bury(_ bytes: [UInt8], _ cause: Rejection.Cause) -> Bool {
        if !isBroken { deadLetters.append((bytes, [cause])) }
        return !isBroken
    }
}

/// A source over a memory queue: the minimum that a broker's adapter has to do.
struct MemoryQueueSource: Source {
    let features: SourceFeatures = [.ordered, .redelivers, .rejects, .extends]
    let queue: MemoryQueue
    var limits = IntakeLimits()
    var leaseFor = Duration.seconds(60)

    fileprivate struct Taken: Sendable {
        let key: Int
        let epoch: Int
        let causes: [Rejection.Cause]
    }

    func watch(_ onChange: @escaping @Sendable () -> Void) async {
        await queue.onChange(onChange)
    }

    func next(at now: Instant) async -> Batch {
        let until = now + leaseFor
        let (taken, isLast) = await queue.lease(
            atMost: limits.batchMessagesMax, at: now, until: until)
        var (records, rejections, receipt) = ([Record](), [Rejection](), [Taken]())
        for (key, message) in taken {
            let (found, causes) = read(message, at: now)
            records += found
            receipt.append(Taken(key: key, epoch: message.epoch, causes: causes))
            if !causes.isEmpty {
                rejections.append(Rejection(origin: message.name, causes: causes, mark: "\(key)"))
            }
        }
        var batch = Batch(records: records, receipt: receipt.isEmpty ? nil : receipt)
        batch.rejections = rejections
        batch.isLast = isLast
        batch.nextLook = .seconds(1)
        batch.leaseUntil = until
        return batch
    }

    private func read(
        _ message: MemoryQueue.Message, at now: Instant
    ) -> ([Record], [Rejection.Cause]) {
        guard message.bytes.count <= limits.messageBytesMax else {
            return (
                [],
                [
                    Rejection.Cause(
                        .tooLarge(
                            bytes: Int64(message.bytes.count), max: Int64(limits.messageBytesMax)))
                ]
            )
        }
        let reading = RecordReader.read(
            message.bytes, origin: message.name, arrivedAt: now,
            recordBytesMax: limits.recordBytesMax)
        return (reading.records, reading.causes)
    }

    func accept(_ batch: Batch) async -> [IOIssue] {
        var isDone = true
        for taken in batch.taken {
            isDone = await queue.settle(taken.key, taken.epoch, dead: taken.causes) && isDone
        }
        return isDone ? [] : [IOIssue("queue", .other("cannot acknowledge"))]
    }

    func release(_ batch: Batch) async {
        for taken in batch.taken { _ = await queue.move(taken.key, taken.epoch, to: nil) }
    }

    func reject(
        _ record: Record, because cause: Rejection.Cause, in batch: Batch
    ) async -> [IOIssue] {
        let isDone = await queue.bury(JSON.object(record.body).bytes(), cause)
        return isDone ? [] : [IOIssue("queue", .other("cannot bury"))]
    }

    func extend(_ batch: Batch, at now: Instant) async -> Batch? {
        var extended = batch
        extended.leaseUntil = now + leaseFor
        for it in batch.taken where await !queue.move(it.key, it.epoch, to: extended.leaseUntil) {
            return nil
        }
        return extended
    }
}

extension Batch {
    fileprivate var taken: [MemoryQueueSource.Taken] { receipt as? [MemoryQueueSource.Taken] ?? [] }
}
