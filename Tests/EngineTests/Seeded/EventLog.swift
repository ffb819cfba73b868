import Calendars
import Foundation

/// The log of one run of a seed, one line per event, in order.
final class EventLog: @unchecked Sendable {
    private let lock = NSLock()
    private let clock: HandClock
    private var written: [String] = []

    init(_ clock: HandClock) {
        self.clock = clock
    }

    var lines: [String] { lock.withLock { written } }

    /// Logs an event with its time.
    func note(_ event: String) {
        lock.withLock { written.append("\(clock.now.rfc3339) \(event)") }
    }
}
