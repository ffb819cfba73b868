import Queries
import Testing

@Suite struct TakenWaitTests {
    /// A monotonic clock that only waiting moves.
    private actor Clock {
        private(set) var looks = 0
        private(set) var pauses: [Duration] = []

        func look() -> Int {
            looks += 1
            return looks
        }

        func pause(_ span: Duration) { pauses.append(span) }
    }

    /// The time that `elapsed` returns, moved by the pauses.
    private final class Elapsed: @unchecked Sendable {
        var span = Duration.zero
    }

    private static func wait(_ atMost: Duration, _ clock: Clock) -> TakenWait {
        let elapsed = Elapsed()
        return TakenWait(
            atMost: atMost, elapsed: { elapsed.span },
            pause: { span in
                elapsed.span += span
                await clock.pause(span)
            })
    }

    @Test func `a record that is taken ends the wait`() async throws {
        let clock = Clock()
        let outcome = try await Self.wait(.seconds(10), clock).outcome {
            await clock.look() == 3 ? "taken" : nil
        }
        #expect(outcome == "taken")
        #expect(await clock.pauses == [.milliseconds(50), .milliseconds(50)])
    }

    @Test func `a wait ends at its limit, to the millisecond`() async throws {
        let clock = Clock()
        let outcome = try await Self.wait(.milliseconds(120), clock).outcome { () -> String? in
            _ = await clock.look()
            return nil
        }
        #expect(outcome == nil)
        #expect(await clock.looks == 4)
        #expect(await clock.pauses.last == .milliseconds(20))
    }

    @Test func `no wait looks once`() async throws {
        let clock = Clock()
        let outcome = try await Self.wait(.zero, clock).outcome { await clock.look() }
        #expect(outcome == 1)
    }
}
