package import Calendars

/// A circuit breaker for one channel. It opens after several failures in a row, or after one that
/// affects the whole channel; only occasional probes are then sent, until one succeeds.
///
/// A value. Counts failures of the channel itself, and refusals with an unknown code, each of which
/// may be one; not refusals of a single recipient.
package struct CircuitBreaker: Hashable, Sendable {
    package enum State: Hashable, Sendable {
        /// The channel works. Can become: open.
        case closed
        /// The channel fails; from `probeAt` on one message may try. Can become: probing.
        case open(probeAt: Instant)
        /// One message is trying; without a result by `until`, another may try. Can become: closed,
        /// open.
        case probing(until: Instant)
    }

    /// A change of state caused by a result, for notifying the operators.
    package enum Change: Hashable, Sendable {
        case broke
        case recovered
    }

    /// The number of failures in a row that opens the circuit.
    package static let failuresMax = 5
    /// The number of refusals with unknown codes in a row that opens the circuit.
    package static let doubtsMax = 3
    /// The first pause before a probe; each further pause is twice as long.
    package static let firstPause = Duration.seconds(30)
    package static let pauseMax = Duration.seconds(300)
    /// The time allowed for a probe, which may have been withdrawn before it was sent.
    package static let probeMax = Duration.seconds(15)

    package private(set) var state = State.closed
    private var failures = 0
    private var doubts = 0
    private var pause = CircuitBreaker.firstPause

    package init() {}

    /// True if the channel works, as far as is known.
    package var isClosed: Bool { state == .closed }

    /// Returns true if a message may be sent now; while the circuit is open, such a message is the
    /// probe.
    package mutating func admits(at now: Instant) -> Bool {
        switch state {
        case .closed: return true
        case .probing(let next), .open(let next):
            // An instant this far ahead cannot have been set: the clock was set back.
            guard now >= next || next - now > Self.pauseMax else { return false }
            state = .probing(until: now + Self.probeMax)
            return true
        }
    }

    /// Returns the earliest instant at which a rejected message should try again.
    package func nextProbe(at now: Instant) -> Instant {
        switch state {
        case .closed: now
        case .probing(let until): min(max(now, until), now + Self.probeMax)
        case .open(let probeAt): min(max(now, probeAt), now + Self.pauseMax)
        }
    }

    /// Allows a probe at once, since the settings of the channel may have been mended.
    package mutating func allowProbe(at now: Instant) {
        guard case .open = state else { return }
        pause = Self.firstPause
        state = .open(probeAt: now)
    }

    /// Counts a message that shows the channel works: accepted, or refused for a reason of its own.
    package mutating func succeed() -> Change? {
        let change: Change? = state == .closed ? nil : .recovered
        self = CircuitBreaker()
        return change
    }

    /// Counts a failure of the channel. `isCertain` marks a failure that will affect all messages,
    /// such as a wrong key, and opens the circuit at once.
    package mutating func fail(at now: Instant, isCertain: Bool = false) -> Change? {
        switch state {
        case .closed:
            failures = isCertain ? Self.failuresMax : failures + 1
            return breakIfExhausted(at: now)
        // Messages already under way when the circuit opened add no information.
        case .open: return nil
        case .probing:
            pause = min(pause + pause, Self.pauseMax)
            state = .open(probeAt: now + pause)
            return nil
        }
    }

    /// Counts a refusal with a code that is not known. Several in a row are taken for a failure of
    /// the channel.
    package mutating func doubt(at now: Instant) -> Change? {
        guard state == .closed else { return fail(at: now) }
        doubts += 1
        return breakIfExhausted(at: now)
    }

    private mutating func breakIfExhausted(at now: Instant) -> Change? {
        guard failures >= Self.failuresMax || doubts >= Self.doubtsMax else { return nil }
        state = .open(probeAt: now + pause)
        return .broke
    }
}
