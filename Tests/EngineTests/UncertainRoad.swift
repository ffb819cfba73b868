import Calendars
import Cases
import Deliveries
import Foundation
import JSON
import Messages
import Rules
import Storage
import TestSupport
import Transports

/// A receiver that accepts, refuses or delays messages, and sometimes accepts one and loses the
/// answer.
///
/// Each message is compared with the store, and content that should not have been sent is recorded.
final class UncertainTransport: Transport, @unchecked Sendable {
    private let lock = NSLock()
    private var random: SeededRandom
    private var received: Set<String> = []
    private var operations: [String] = []
    private var found: [String] = []
    private var current: FaultyStore?
    private var isAllWell = false

    init(seed: UInt64) {
        random = SeededRandom(seed: seed)
    }

    var store: FaultyStore? {
        get { lock.withLock { current } }
        set { lock.withLock { current = newValue } }
    }

    /// True if everything is accepted from now on.
    var isCalm: Bool {
        get { lock.withLock { isAllWell } }
        set { lock.withLock { isAllWell = newValue } }
    }

    var complaints: [String] { lock.withLock { found } }
    var count: Int { lock.withLock { received.count } }

    func got(_ id: String) -> Bool {
        lock.withLock { received.contains(id) }
    }

    func operatorsHeard(of words: String) -> Bool {
        lock.withLock { operations.contains { $0.contains(words) } }
    }

    func send(_ message: Message) async -> [Receipt] {
        await look(at: message)
        return message.addressees.map { answer(to: $0, message) }
    }

    private func answer(to addressee: Message.Addressee, _ message: Message) -> Receipt {
        lock.withLock {
            let isOperator = addressee.address?.hasPrefix("engineer@") == true
            let fate = isAllWell || isOperator ? 9 : random.roll(10)
            switch fate {
            case 0: return .refused(Receipt.Answer(code: 550, text: "unknown"))
            case 1, 2: return .deferred(Receipt.Answer(code: 451, text: "later"), after: nil)
            default: received.insert(addressee.delivery.text)
            }
            if let detail = message.data["detail"]?.string { operations.append(detail) }
            let isLost = fate == 3
            return isLost
                ? .deferred(Receipt.Answer(code: 0, text: "no answer"), after: nil)
                : .delivered(Receipt.Answer(code: 250, text: "ok"))
        }
    }

    /// Records each notice about a closed obligation, except a notice of its end.
    private func look(at message: Message) async {
        guard let id = message.incident, let store,
            let row = try? await store.read({ try $0.caseRow(id) }),
            let incident = try? Case(encoded: row.body)
        else { return }
        for notice in message.data["notices"]?.array ?? [] {
            let reason = notice["reason"]?.string ?? ""
            guard !["met", "missed", "nobody", "undecidable"].contains(reason),
                let name = notice["obligation"]?.string,
                let obligation = incident.obligations.first(where: { $0.id.text == name })
            else { continue }
            if !obligation.isOpen {
                lock.withLock { found.append("\(name): \(reason) was said though it is over") }
            }
        }
    }
}
