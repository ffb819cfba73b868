internal import Foundation

/// A serial executor on its own queue, for actors whose file calls block.
///
/// The cooperative thread pool has too few threads to block.
package final class DiskQueue: SerialExecutor {
    private let queue = DispatchQueue(label: "duebell.disk")

    package init() {}

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = asUnownedSerialExecutor()
        queue.async { job.runSynchronously(on: executor) }
    }
}
