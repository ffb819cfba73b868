/// The time that setting a part may take: what is left for the whole message.
struct PartClock {
    let stopwatch: () -> Duration
    /// The time at which setting the message was begun.
    let startedAt: Duration
    /// Returns true once setting is called off.
    let isOver: () -> Bool
}

/// What setting one text may cost, and what it has cost.
///
/// The library cannot be stopped, but it can be given nothing more: once the budget is spent,
/// lists are empty and names unknown, and it comes to its end at once.
final class Budget {
    private let limits: TypesettingLimits
    private let clock: PartClock
    private var lookups = 0
    private var rounds = 0
    private let roundsMax: Int
    private var valueBytes = 0
    /// Why it is spent; nil as long as it is not.
    private(set) var spent: String?

    /// `size` is that of the template with all it takes in, in bytes.
    init(_ limits: TypesettingLimits, size: Int, clock: PartClock) {
        self.limits = limits
        self.clock = clock
        // Each round can write the whole template once more.
        roundsMax = min(limits.roundsMax, limits.workBytesMax / max(1, size))
    }

    /// Counts one name looked up; false when there is no more to be had.
    func look() -> Bool {
        lookups += 1
        if lookups > limits.lookupsMax { spend("looks up more than \(limits.lookupsMax) names") }
        // A look at the clock costs about as much as a look-up; once in a while will do.
        if lookups % 16 == 1, isTimeOver { spend("takes longer than \(limits.timeMax)") }
        return spent == nil
    }

    /// Counts one element of a list.
    func goRound() -> Bool {
        rounds += 1
        if rounds > roundsMax { spend("goes through lists more than \(roundsMax) times") }
        return look()
    }

    /// Counts a value that is written.
    func write(_ text: String) -> Bool {
        valueBytes += text.utf8.count
        if valueBytes > limits.outputBytesMax { spend(limits.tooLong) }
        return spent == nil
    }

    /// Whether a text was made within all limits.
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

/// How much work a template may make.
package struct TypesettingLimits: Sendable {
    /// Bytes of one file; more is a mistake.
    package var fileBytesMax = 65_536
    /// Opening braces in one file: for each the library looks through all that follows.
    package var bracesMax = 8_000
    /// Bytes of a template with everything it takes in.
    package var templateBytesMax = 262_144
    /// Bytes of what comes of it.
    package var outputBytesMax = 262_144
    /// Bytes written on the way, at most.
    package var workBytesMax = 16_000_000
    /// Elements of lists gone through.
    package var roundsMax = 10_000
    package var lookupsMax = 100_000
    package var timeMax = Duration.seconds(1)
    /// Files that take in files.
    package var partialDepthMax = 8

    package init() {}

    var tooLong: String { "gives more than \(outputBytesMax / 1_024) kB" }
}
