import Foundation

/// A notification for one waiting loop; several notifications before a wait wake the loop once.
package final class Signal: @unchecked Sendable {
    // A lock and not an actor: callers of `notify` cannot wait.
    private let lock = NSLock()
    private let timekeeper: Timekeeper
    private var isNotified = false
    private var waiter: CheckedContinuation<Void, Never>?

    /// Creates a signal whose loop waits by a clock.
    package init(by timekeeper: Timekeeper) {
        self.timekeeper = timekeeper
    }

    /// Wakes the waiting loop, now or at its next wait.
    package func notify() {
        let waiting = lock.withLock {
            let waiting = waiter
            waiter = nil
            isNotified = waiting == nil
            return waiting
        }
        waiting?.resume()
    }

    /// Returns when notified, also if notified before the call, and after `span` at the latest.
    package func wait(atMost span: Duration) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.waitUntilNotified() }
            group.addTask { try? await self.timekeeper.pause(for: span) }
            await group.next()
            group.cancelAll()
        }
    }

    private func waitUntilNotified() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = lock.withLock {
                    let isOver = isNotified || Task.isCancelled
                    isNotified = false
                    if !isOver { waiter = continuation }
                    return isOver
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            let waiting = lock.withLock {
                defer { waiter = nil }
                return waiter
            }
            waiting?.resume()
        }
    }
}
