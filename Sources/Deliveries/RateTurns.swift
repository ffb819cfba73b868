import Calendars

/// The turns of the recipients' queues that wait for the rate of one channel.
struct RateTurns: Hashable, Sendable {
    private var turns: [RecipientQueue: Instant] = [:]
    private var prunedAt: Instant?

    /// The time after which the turn of a queue without waiting deliveries is dropped.
    private static let slack = Duration.seconds(5)
    private static let pruneEvery = Duration.seconds(1)

    /// Returns the turn of a queue: its existing turn, or the next one after all others.
    mutating func turn(
        of queue: RecipientQueue, from earliest: Instant, after next: Instant,
        every interval: Duration
    ) -> Instant {
        let behind = next + interval * turns.count
        let turn = max(earliest, turns[queue].map { max($0, next) } ?? behind)
        turns[queue] = turn
        return turn
    }

    /// Releases the turn of a queue.
    mutating func leave(_ queue: RecipientQueue) {
        turns[queue] = nil
    }

    /// Releases past turns, left by queues whose messages were withdrawn after a report or sent
    /// elsewhere.
    mutating func prune(at now: Instant) {
        if let prunedAt, now < prunedAt { turns = [:] }
        guard prunedAt.map({ now - $0 >= Self.pruneEvery || now < $0 }) ?? true else { return }
        turns = turns.filter { $0.value + Self.slack >= now }
        prunedAt = now
    }
}
