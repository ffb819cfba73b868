import Calendars
import Conformance
import Intake
import Testing

@Suite struct MemoryQueueSourceTests {
    @Test(arguments: SourceConformance.rules)
    func `a queue keeps the rules of a source`(rule: SourceConformance) async throws {
        try await rule.check(QueueFixture())
    }
}

/// A queue that a source under test reads from.
private actor QueueFixture: SourceFixture {
    private let queue = MemoryQueue()
    private(set) var now = Instant(seconds: 1_778_572_800)

    func open(_ limits: IntakeLimits) -> any Source {
        MemoryQueueSource(queue: queue, limits: limits)
    }

    func send(_ message: [UInt8], named name: String) async {
        await queue.send(message, named: name)
    }

    func rejected() async -> String {
        await queue.deadLetters.map { letter in
            String(decoding: letter.bytes, as: UTF8.self) + "\(letter.causes.map(\.reason))"
        }.joined(separator: "\n")
    }

    func pass(_ span: Duration) { now = now + span }

    func breakAccepting() async -> Bool {
        await queue.setBroken(true)
        return true
    }

    func mend() async { await queue.setBroken(false) }
}
