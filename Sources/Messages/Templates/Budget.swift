/// The time limit for rendering a part: the time left for the whole message.
struct PartClock {
    let stopwatch: () -> Duration
    /// The time at which rendering of the message started.
    let startedAt: Duration
    /// Returns true once rendering is cancelled.
    let isOver: () -> Bool
}

/// The limits on the cost of rendering one text, and the cost so far.
///
/// The library cannot be interrupted, but its input can be cut off: once the budget is spent, lists
/// are empty and names unknown, so rendering ends at once.
final class Budget {
    private let limits: TypesettingLimits
    private let clock: PartClock
    private var lookups = 0
    private var rounds = 0
    private let roundsMax: Int
    private var valueBytes = 0
    /// The limit that was exceeded, in words; nil while the budget lasts.
    private(set) var spent: String?

    /// Creates a budget. `size` is the size of the template with all its partials, in bytes.
    init(_ limits: TypesettingLimits, size: Int, clock: PartClock) {
        self.limits = limits
        self.clock = clock
        // Each round can write the whole template once more.
        roundsMax = min(limits.roundsMax, limits.workBytesMax / max(1, size))
    }

    /// Counts one lookup of a name; returns false once the budget is spent.
    func look() -> Bool {
        lookups += 1
        if lookups > limits.lookupsMax { spend("looks up more than \(limits.lookupsMax) names") }
        // Reading the clock costs about as much as a lookup, so it is read only sometimes.
        if lookups % 16 == 1, isTimeOver { spend("takes longer than \(limits.timeMax)") }
        return spent == nil
    }

    /// Counts one element of a list; returns false once the budget is spent.
    func goRound() -> Bool {
        rounds += 1
        if rounds > roundsMax { spend("goes through lists more than \(roundsMax) times") }
        return look()
    }

    /// Counts a written value; returns false once the budget is spent.
    func write(_ text: String) -> Bool {
        valueBytes += text.utf8.count
        if valueBytes > limits.outputBytesMax { spend(limits.tooLong) }
        return spent == nil
    }

    /// Returns true if a text is within all limits.
    func allows(_ text: String) -> Bool {
        if text.utf8.count > limits.outputBytesMax { spend(limits.tooLong) }
        if isTimeOver { spend("takes longer than \(limits.timeMax)") }
        return spent == nil
    }

    private var isTimeOver: Bool {
        clock.isOver() || clock.stopwatch() - clock.startedAt > limits.timeMax
    }

    private func spend(_ why: String) {
        if spent == nil { spent = why }
    }
}

/// The limits on the work of a template.
package struct TypesettingLimits: Sendable {
    /// The maximum size of one file in bytes; a larger one is a mistake.
    package var fileBytesMax = 65_536
    /// The maximum number of opening braces in one file: for each, the library scans the rest of
    /// the file.
    package var bracesMax = 8_000
    /// The maximum size of a template with all its partials, in bytes.
    package var templateBytesMax = 262_144
    /// The maximum size of the output, in bytes.
    package var outputBytesMax = 262_144
    /// The maximum number of bytes written during rendering.
    package var workBytesMax = 16_000_000
    /// The maximum number of list elements visited.
    package var roundsMax = 10_000
    package var lookupsMax = 100_000
    package var timeMax = Duration.seconds(1)
    /// The maximum nesting depth of partials.
    package var partialDepthMax = 8

    package init() {}

    var tooLong: String { "gives more than \(outputBytesMax / 1_024) kB" }
}
