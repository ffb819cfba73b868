import Deliveries
import Foundation
import JSON
import Messages
import Rules
import TestSupport
import Transports

/// A transport of one channel whose answers are drawn from a seed.
struct ScriptedTransport: Transport {
    let channel: Channel.ID
    let answers: ScriptedAnswers

    func send(_ message: Message) async -> [Receipt] {
        message.addressees.map { answers.answer(to: $0, message, by: channel) }
    }
}

/// The answers of all channels, each stored with its delivery.
final class ScriptedAnswers: @unchecked Sendable {
    /// The receiver's answer, or the lack of one.
    enum Answer: String {
        case delivered, deferred, uncertain, refused

        /// True if the same delivery may be sent once more.
        var isOpen: Bool { self == .deferred || self == .uncertain }
    }

    private let lock = NSLock()
    private let log: EventLog
    private var random: SeededRandom
    private var given: [Delivery.ID: [Answer]] = [:]

    init(random: SeededRandom, log: EventLog) {
        self.random = random
        self.log = log
    }

    /// The answers to each delivery, in order.
    var byDelivery: [Delivery.ID: [Answer]] { lock.withLock { given } }

    func answer(
        to addressee: Message.Addressee, _ message: Message, by channel: Channel.ID
    ) -> Receipt {
        lock.withLock {
            let (answer, receipt) = draw()
            given[addressee.delivery, default: []].append(answer)
            let matter = message.incident?.text ?? message.data["detail"]?.string ?? ""
            log.note(
                "sent to \(addressee.recipient ?? addressee.name) by \(channel): "
                    + "\(message.reason) \(matter): \(answer.rawValue)")
            return receipt
        }
    }

    private func draw() -> (Answer, Receipt) {
        switch random.roll(10) {
        case 0: (.refused, .refused(.init(code: 550, text: "unknown")))
        case 1: (.deferred, .deferred(.init(code: 451, text: "later"), after: nil))
        case 2:
            (
                .deferred,
                .deferred(
                    .init(code: 429, text: "later"), after: .seconds(10 + random.roll(600)))
            )
        case 3:
            (
                .uncertain,
                .deferred(
                    .init(code: 0, text: "no answer", mayHaveArrived: true), after: nil)
            )
        default: (.delivered, .delivered(.init(code: 250, text: "ok")))
        }
    }
}
