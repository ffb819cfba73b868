internal import Foundation

/// Runs an actor's jobs on a queue of its own: file calls block, and the pool's threads are few.
final class DiskQueue: SerialExecutor {
    private let queue = DispatchQueue(label: "duebell.disk")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = asUnownedSerialExecutor()
        queue.async { job.runSynchronously(on: executor) }
    }
}
