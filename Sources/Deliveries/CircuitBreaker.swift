package import Calendars

/// Whether a channel works: after some failures in a row, or one that says for itself that all will
/// fail, nothing is sent by it but a probe from time to time, until one succeeds.
///
/// A value; it counts what the channel itself failed at, not what one recipient refused.
package struct CircuitBreaker: Hashable, Sendable {
    package enum State: Hashable, Sendable {
        /// It works. Can become: open.
        case closed
        /// It does not; from an instant on one message may try. Can become: probing.
        case open(probeAt: Instant)
        /// One message is trying; if nothing is heard of it by then, another may. Can become:
        /// closed, open.
        case probing(until: Instant)
    }

    /// What a result changed, for those who must know.
    package enum Change: Hashable, Sendable {
        case broke
        case recovered
    }

    /// So many failures in a row open it.
    package static let failuresMax = 5
    /// The first pause before a probe; each further one is twice as long.
    package static let firstPause = Duration.seconds(30)
    package static let pauseMax = Duration.seconds(300)
    /// How long a probe is waited for: it may have been withdrawn before it was sent.
    package static let probeMax = Duration.seconds(15)

    package private(set) var state = State.closed
    private var failures = 0
    private var pause = CircuitBreaker.firstPause

    package init() {}

    /// Whether it works as far as anybody knows.
    package var isClosed: Bool { state == .closed }

    /// Whether a message may be sent now; one that may while the circuit is open is the probe.
    package mutating func admits(at now: Instant) -> Bool {
        switch state {
        case .closed: return true
        case .probing(let next), .open(let next):
            // So far ahead it cannot have been put: the clock was stepped back.
            guard now >= next || next - now > Self.pauseMax else { return false }
            state = .probing(until: now + Self.probeMax)
            return true
        }
    }

    /// When a message that is not admitted may ask again.
    package func nextProbe(at now: Instant) -> Instant {
        switch state {
        case .closed: now
        case .probing(let until): min(max(now, until), now + Self.probeMax)
        case .open(let probeAt): min(max(now, probeAt), now + Self.pauseMax)
        }
    }

    /// Counts a message that the channel took, or said for itself that it never will.
    package mutating func succeed() -> Change? {
        let change: Change? = state == .closed ? nil : .recovered
        self = CircuitBreaker()
        return change
    }

    /// Counts a message that the channel failed at; `isCertain`: it will fail at others as well, as
    /// with a wrong key, and nobody need try so often.
    package mutating func fail(at now: Instant, isCertain: Bool = false) -> Change? {
        switch state {
        case .closed:
            failures = isCertain ? Self.failuresMax : failures + 1
            guard failures >= Self.failuresMax else { return nil }
            state = .open(probeAt: now + pause)
            return .broke
        // Those that were under way when it opened say nothing new.
        case .open: return nil
        case .probing:
            pause = min(pause + pause, Self.pauseMax)
            state = .open(probeAt: now + pause)
            return nil
        }
    }
}
