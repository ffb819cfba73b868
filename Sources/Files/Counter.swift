internal import Foundation

/// A thread-safe counter; each number is returned once per process.
package final class Counter: @unchecked Sendable {
    private let lock = NSLock()
    private var count = 0

    package init() {}

    /// Returns the next number, from 1.
    package func next() -> Int {
        lock.withLock {
            count += 1
            return count
        }
    }
}
