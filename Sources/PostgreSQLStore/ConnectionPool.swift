import Foundation
internal import Storage

/// A few threads that each own a connection and run transactions on it, one after another.
///
/// A thread beats an event loop here: bodies are synchronous, and a statement costs half the time.
/// Threads and connections are made when they are needed first.
final class ConnectionPool: @unchecked Sendable {
    typealias Job = @Sendable (ConnectionLane) -> Void

    private let condition = NSCondition()
    private let makeLane: @Sendable () -> ConnectionLane
    private let lanesMax: Int
    private var jobs: [Job] = []
    private var lanes = 0
    private var idle = 0
    private var isClosed = false

    init(lanesMax: Int, _ makeLane: @escaping @Sendable () -> ConnectionLane) {
        self.lanesMax = lanesMax
        self.makeLane = makeLane
    }

    /// Adds a job, which runs as soon as a connection is free.
    func submit(_ job: @escaping Job) {
        condition.withLock {
            jobs.append(job)
            if jobs.count > idle, lanes < lanesMax {
                lanes += 1
                let thread = Thread { [self] in work() }
                thread.name = "duebell-pq-\(lanes)"
                thread.stackSize = 4 << 20
                thread.start()
            }
            condition.signal()
        }
    }

    /// Lets the threads end once the jobs are done.
    func close() {
        condition.withLock {
            isClosed = true
            condition.broadcast()
        }
    }

    private func work() {
        let lane = makeLane()
        while let job = next() { job(lane) }
    }

    private func next() -> Job? {
        condition.withLock {
            idle += 1
            defer { idle -= 1 }
            while jobs.isEmpty {
                if isClosed { return nil }
                condition.wait()
            }
            return jobs.removeFirst()
        }
    }
}

extension NSCondition {
    fileprivate func withLock<T>(_ body: () -> T) -> T {
        lock()
        defer { unlock() }
        return body()
    }
}
