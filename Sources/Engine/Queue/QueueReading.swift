import Calendars
import Cases
import Intake
import JSON
import Rules
import Storage

/// The records read from messages of a queue, and the messages that were refused.
struct QueueReading {
    private(set) var records: [Record] = []
    /// The message of each record.
    private var sources: [QueuedMessage] = []
    private(set) var rejections: [Rejection] = []
    private(set) var rejected: [RejectedMessage] = []
    private let now: Instant

    /// The number of attempts after which a message that ended the watcher is refused.
    private static let triesMax = 4

    init(_ messages: [QueuedMessage], at now: Instant, _ limits: IntakeLimits) {
        self.now = now
        for message in messages {
            if message.tries > Self.triesMax {
                refuse(message, message.body, [Rejection.Cause(Self.endsWatcher(message.tries))])
            } else if message.body.count > limits.messageBytesMax {
                refuse(
                    message, message.body,
                    [
                        Rejection.Cause(
                            .tooLarge(
                                bytes: Int64(message.body.count),
                                max: Int64(limits.messageBytesMax)))
                    ])
            } else {
                read(message, limits)
            }
        }
    }

    private static func endsWatcher(_ tries: Int) -> RecordProblem {
        .other("the watcher ended \(tries) times while it was taking the message", accepted: "")
    }

    private mutating func read(_ message: QueuedMessage, _ limits: IntakeLimits) {
        let reading = RecordReader.read(
            message.body, origin: message.place, arrivedAt: now,
            recordBytesMax: limits.recordBytesMax)
        records += reading.records
        sources += reading.records.map { _ in message }
        if !reading.causes.isEmpty { refuse(message, reading.refusedBytes, reading.causes) }
    }

    /// Adds the records that the store has under the same id with other content.
    mutating func refuseConflicts(_ outcomes: [RecordOutcome]) {
        for ((record, message), outcome) in zip(zip(records, sources), outcomes)
        where outcome.isConflict {
            let cause = Rejection.Cause(pointer: "/id", .usedID(record.id.text))
            rejected.append(row(message, JSON.object(record.body).bytes(), [cause]))
        }
    }

    private mutating func refuse(
        _ message: QueuedMessage, _ body: [UInt8], _ causes: [Rejection.Cause]
    ) {
        rejected.append(row(message, body, causes))
        rejections.append(
            Rejection(origin: message.place, causes: causes, mark: "\(message.number)"))
    }

    private func row(
        _ message: QueuedMessage, _ body: [UInt8], _ causes: [Rejection.Cause]
    ) -> RejectedMessage {
        let lines = causes.map { cause in
            let place = cause.pointer.isEmpty ? "" : cause.pointer + ": "
            let accepted = cause.accepted.isEmpty ? "" : "; accepted is " + cause.accepted
            return "\(cause.line):\(cause.column): \(place)\(cause.reason)\(accepted)"
        }
        return RejectedMessage(
            message: message.number, origin: message.origin, at: now,
            reason: lines.joined(separator: "\n"), body: body)
    }
}

extension QueuedMessage {
    /// The name of the message for people.
    var place: String { "inbox/\(number) (\(origin))" }
}
