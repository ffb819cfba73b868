package import Calendars
package import Rules

/// A token bucket: how many messages may leave now, and when the next one may.
///
/// Full at first, it gives a token for each message and fills again evenly. A value; whoever holds
/// it says what time it is.
package struct TokenBucket: Hashable, Sendable {
    package let rate: Channel.Rate
    private var tokens: Double
    private var filledAt: Instant

    package init(_ rate: Channel.Rate, at now: Instant) {
        self.rate = rate
        tokens = Double(rate.messages)
        filledAt = now
    }

    /// Counts from now on where the clock was stepped back: nothing is gained and nothing lost.
    package mutating func heed(_ now: Instant) {
        filledAt = min(filledAt, now)
    }

    /// How many messages may leave at once.
    package func room(at now: Instant) -> Int {
        Int(level(at: now))
    }

    /// Whether it is as if nothing had ever been taken.
    package func isFull(at now: Instant) -> Bool {
        level(at: now) >= Double(rate.messages)
    }

    /// Takes a token, if there is one.
    package mutating func take(at now: Instant) -> Bool {
        let level = level(at: now)
        guard level >= 1 else { return false }
        tokens = level - 1
        filledAt = now
        return true
    }

    /// When there is a token again; now, if there is one.
    package func nextToken(at now: Instant) -> Instant {
        let level = level(at: now)
        guard level < 1 else { return now }
        let milliseconds = (1 - level) * Double(rate.per.wholeMilliseconds) / Double(rate.messages)
        return now + .milliseconds(Int64(milliseconds.rounded(.up)))
    }

    private func level(at now: Instant) -> Double {
        // Who holds it sees to it that it was not filled in the future.
        let passed = Double(max(.zero, now - filledAt).wholeMilliseconds)
        let filled = passed * Double(rate.messages) / Double(rate.per.wholeMilliseconds)
        // A token that rounding kept a hair's breadth short is a token.
        return min(Double(rate.messages), tokens + filled + 1e-9)
    }
}
