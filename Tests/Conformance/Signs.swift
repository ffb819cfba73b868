import Foundation

/// A counter of calls from any thread.
package final class Signs: @unchecked Sendable {
    private let lock = NSLock()
    private var calls = 0

    package init() {}

    /// Counts a call.
    package func note() {
        lock.withLock { calls += 1 }
    }

    package var count: Int { lock.withLock { calls } }
}
