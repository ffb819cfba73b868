internal import Foundation

/// An executor with a queue of its own for actors whose file calls block: the pool's threads are
/// few.
package final class DiskQueue: SerialExecutor {
    private let queue = DispatchQueue(label: "duebell.disk")

    package init() {}

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = asUnownedSerialExecutor()
        queue.async { job.runSynchronously(on: executor) }
    }
}
