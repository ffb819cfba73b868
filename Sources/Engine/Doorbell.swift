import Foundation

/// Wakes the one loop that waits on it; rung many times before it looks, it wakes once.
package final class Doorbell: @unchecked Sendable {
    // A lock and not an actor: it is rung from places that cannot wait.
    private let lock = NSLock()
    private var isRung = false
    private var waiter: CheckedContinuation<Void, Never>?

    package init() {}

    package func ring() {
        let waiting = lock.withLock {
            let waiting = waiter
            waiter = nil
            isRung = waiting == nil
            return waiting
        }
        waiting?.resume()
    }

    /// Returns when rung, also if it was rung before, and at the latest after `span`.
    package func wait(atMost span: Duration) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.waitUntilRung() }
            group.addTask { try? await ContinuousClock().sleep(for: span) }
            await group.next()
            group.cancelAll()
        }
    }

    private func waitUntilRung() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = lock.withLock {
                    let isOver = isRung || Task.isCancelled
                    isRung = false
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
