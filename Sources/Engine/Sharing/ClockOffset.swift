import Calendars
import Foundation
package import Storage

/// The difference between this machine's clock and that of a shared store, by which all its
/// watchers decide.
package final class ClockOffset: @unchecked Sendable {
    private let lock = NSLock()
    private var span = Duration.zero

    package init() {}

    package var value: Duration { lock.withLock { span } }

    /// Measures the offset by the quickest of a few round trips.
    package func measure(_ store: any SharedStore) async throws(StoreError) {
        var best: (trip: Duration, offset: Duration)?
        for _ in 0..<5 {
            let begun = Timekeeper.monotonic()
            let before = Timekeeper.system.now()
            let there = try await store.clock()
            let trip = Timekeeper.monotonic() - begun
            if best.map({ trip < $0.trip }) ?? true {
                best = (trip, there - (before + trip / 2))
            }
        }
        guard let best else { return }
        // A slow round trip says less than the last measurement did.
        guard best.trip < .milliseconds(500) else { return }
        lock.withLock { span = best.offset }
    }
}

extension Timekeeper {
    /// Returns the clock of a shared store, as this machine follows it.
    ///
    /// It has no uptime: watchers on several machines record their signs of life in one place.
    package static func following(_ offset: ClockOffset) -> Timekeeper {
        Timekeeper { Timekeeper.system.now() + offset.value }
    }
}
