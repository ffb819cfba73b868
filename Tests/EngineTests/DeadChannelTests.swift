import Calendars
import Cases
import Deliveries
import Engine
import Foundation
import JSON
import Messages
import Rules
import Storage
import TestSupport
import Testing
import Transports

/// Channels that accept and never answer, beside one that works; the clock stands still.
@Suite struct DeadChannelTests {
    private static let dead = (0..<20).map { Channel.ID("dead-\($0)") }

    private static func harness() async throws -> Harness {
        try await Harness { rules in
            for channel in dead + ["good"] {
                rules.channels[channel.text] = [
                    "kind": "webhook", "url": .string("http://127.0.0.1:9/\(channel)"),
                ]
            }
            rules.reach["secretary"] = .array(
                (dead + ["good"]).map { ["channel": .string($0.text)] })
            rules.reach["engineer"] = [["channel": "dead-0"]]
        }
    }

    private static func delivery(
        _ number: Int, by channel: Channel.ID, reach: Int, in harness: Harness
    ) -> Delivery {
        let name = "\(channel)-\(number)"
        return Delivery(
            id: Delivery.ID("msg_" + name), group: Delivery.GroupID("grp_" + name), matter: .test,
            to: .contact("secretary"), via: nil, reach: reach, channel: channel, address: nil,
            decidedAt: harness.clock.now, dueAt: harness.clock.now, expiresAt: nil)
    }

    private static func enqueue(_ deliveries: [Delivery], in machine: Machine) async throws {
        try await machine.runtime.commit { try $0.enqueue(deliveries) }
    }

    @Test func `a good channel and operators' alerts pass twenty that never answer`()
        async throws
    {
        let harness = try await Self.harness()
        let machine = harness.machine
        let rulebook = await machine.runtime.currentRules.rules.current
        let (silent, good) = (ChannelDouble(answers: false), ChannelDouble(answers: true))
        _ = await machine.transports.open(rulebook) { channel throws(TransportError) in
            channel.id == "good" ? good : silent
        }
        try await Self.enqueue(
            Self.dead.enumerated().flatMap { place, channel in
                (0..<100).map { Self.delivery($0, by: channel, reach: place, in: harness) }
            }, in: machine)
        let running = Task { try await machine.dispatch.run() }
        try await eventually("all that is allowed hangs", atMost: .seconds(240)) {
            silent.count >= 256
        }
        try await Self.enqueue(
            (0..<100).map { Self.delivery($0, by: "good", reach: 20, in: harness) }, in: machine)
        try await eventually("the good channel has sent all", atMost: .seconds(240)) {
            good.count == 100
        }
        // The operators' own channel hangs as well, and still their alert is tried at once.
        let before = silent.count
        await machine.runtime.tellOperators(.intakeFailed, "a folder is gone")
        try await eventually("the alert is being sent", atMost: .seconds(240)) {
            silent.count == before + 1
        }
        running.cancel()
        try await running.value
    }
}

/// A transport that accepts everything, or never answers.
private final class ChannelDouble: Transport, @unchecked Sendable {
    private let lock = NSLock()
    private let answers: Bool
    private var sent = 0

    init(answers: Bool) {
        self.answers = answers
    }

    /// The number of messages received.
    var count: Int { lock.withLock { sent } }

    func send(_ message: Message) async -> [Receipt] {
        lock.withLock { sent += 1 }
        if !answers {
            // Until the attempt is cancelled.
            for await _ in AsyncStream<Never>.makeStream().stream {}
        }
        return message.addressees.map { _ in
            answers
                ? .delivered(Receipt.Answer(code: 200, text: "ok"))
                : .deferred(Receipt.Answer(code: 0, text: "no answer"), after: nil)
        }
    }
}
