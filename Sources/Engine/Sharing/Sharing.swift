import Calendars
import Logging
import Rules
import Storage

/// The part of a watcher that shares its store with others: which duties it has.
actor Sharing {
    nonisolated let store: any SharedStore
    private let run: String
    private let elapsed: @Sendable () -> Duration
    private let logger: Logger
    /// The answers to what was asked last, each with the monotonic time until which it counts.
    private var answers: [Duty: (isHeld: Bool, until: Duration)] = [:]

    /// The time after which a duty whose holder is gone can be taken by another.
    private static let span = Duration.seconds(15)
    /// The time between two renewals, and between two attempts to take a duty.
    private static let renewEvery = Duration.seconds(5)

    init(_ store: any SharedStore, run: String, timekeeper: Timekeeper, logger: Logger) {
        self.store = store
        self.run = run
        elapsed = timekeeper.elapsed
        self.logger = logger
    }

    /// Returns true if this watcher has a duty, which it takes if it is free.
    func holds(_ duty: Duty) async -> Bool {
        let now = elapsed()
        if let answer = answers[duty], now < answer.until { return answer.isHeld }
        var isHeld = false
        do {
            isHeld = try await store.takeDuty(duty.name, by: run, for: Self.span)
        } catch {
            logger.warning(
                "duty cannot be taken", metadata: ["duty": "\(duty.name)", "error": "\(error)"])
        }
        if isHeld, answers[duty]?.isHeld != true {
            logger.info("duty taken", metadata: ["duty": "\(duty.name)"])
        }
        // From before the question, so that the duty is renewed well before its end.
        answers[duty] = (isHeld, now + Self.renewEvery)
        return isHeld
    }
}
