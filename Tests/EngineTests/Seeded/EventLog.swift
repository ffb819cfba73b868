import Calendars
import Foundation

/// The lines of one run of a seed, one for each event, in order.
final class EventLog: @unchecked Sendable {
    private let lock = NSLock()
    private let clock: HandClock
    private var written: [String] = []

    init(_ clock: HandClock) {
        self.clock = clock
    }

    var lines: [String] { lock.withLock { written } }

    /// Writes an event down with the time at which it happened.
    func note(_ event: String) {
        lock.withLock { written.append("\(clock.now.rfc3339) \(event)") }
    }
}
