package import Calendars
package import Rules

/// A token bucket that limits the rate of messages.
///
/// The bucket starts full, gives one token per message and refills evenly. A value; the caller
/// supplies the time.
package struct TokenBucket: Hashable, Sendable {
    package let rate: Channel.Rate
    private var tokens: Double
    private var filledAt: Instant

    package init(_ rate: Channel.Rate, at now: Instant) {
        self.rate = rate
        tokens = Double(rate.messages)
        filledAt = now
    }

    /// Adjusts to a clock that was set back: no tokens are gained or lost.
    package mutating func heed(_ now: Instant) {
        filledAt = min(filledAt, now)
    }

    /// Returns the number of messages that may be sent at once.
    package func room(at now: Instant) -> Int {
        Int(level(at: now))
    }

    /// Returns true if the bucket is as full as a new one.
    package func isFull(at now: Instant) -> Bool {
        level(at: now) >= Double(rate.messages)
    }

    /// Takes a token; returns false if there is none.
    package mutating func take(at now: Instant) -> Bool {
        let level = level(at: now)
        guard level >= 1 else { return false }
        tokens = level - 1
        filledAt = now
        return true
    }

    /// Returns the instant of the next token; `now` if one is available.
    package func nextToken(at now: Instant) -> Instant {
        let level = level(at: now)
        guard level < 1 else { return now }
        let milliseconds = (1 - level) * Double(rate.per.wholeMilliseconds) / Double(rate.messages)
        return now + .milliseconds(Int64(milliseconds.rounded(.up)))
    }

    private func level(at now: Instant) -> Double {
        // Callers call `heed` first, so that `filledAt` is not in the future.
        let passed = Double(max(.zero, now - filledAt).wholeMilliseconds)
        let filled = passed * Double(rate.messages) / Double(rate.per.wholeMilliseconds)
        // A token short only by a rounding error counts as a token.
        return min(Double(rate.messages), tokens + filled + 1e-9)
    }
}
