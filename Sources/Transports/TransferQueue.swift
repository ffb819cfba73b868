/// The waiting transfers, queue by queue, and the number running of each.
///
/// The waiting queues share the total evenly. Each queue may run a few transfers even if the total
/// is used up, so servers that accept and never answer hold up no others.
package struct TransferQueue<Transfer> {
    private struct Load {
        var running = 0
        var waiting: [Transfer] = []
        /// The number of transfers in `waiting` that were started.
        var started = 0

        var next: Transfer? { started < waiting.count ? waiting[started] : nil }
        var isIdle: Bool { running == 0 && next == nil }
    }

    private let runningMax: Int
    /// The number of transfers of one queue that may run in any case.
    private let guaranteed: Int
    private var lines: [TransferLine: Load] = [:]
    /// The number of running transfers in all queues.
    package private(set) var running = 0
    /// The number of waiting transfers in all queues.
    package private(set) var waiting = 0

    package init(runningMax: Int, guaranteed: Int) {
        self.runningMax = runningMax
        self.guaranteed = min(guaranteed, runningMax)
    }

    /// True if a waiting transfer may start now.
    package var canStart: Bool { nextLine != nil }

    /// The queue with the fewest running transfers, among those with a waiting transfer that may
    /// start.
    private var nextLine: TransferLine? {
        guard waiting > 0 else { return nil }
        let fewest = lines.lazy.filter { $0.value.next != nil }.min { left, right in
            (left.value.running, left.key.isOperational ? 0 : 1, left.key.number)
                < (right.value.running, right.key.isOperational ? 0 : 1, right.key.number)
        }
        guard let fewest else { return nil }
        return running < runningMax || fewest.value.running < guaranteed ? fewest.key : nil
    }

    /// Appends a transfer to a queue.
    package mutating func add(_ transfer: Transfer, to line: TransferLine) {
        lines[line, default: Load()].waiting.append(transfer)
        waiting += 1
    }

    /// Removes the next transfer that may start and counts it as running.
    package mutating func start() -> Transfer? {
        guard let line = nextLine, var load = lines[line], let next = load.next else { return nil }
        load.started += 1
        load.running += 1
        // Only now and then, so that a long queue is not moved for each transfer.
        if load.started * 2 > load.waiting.count {
            load.waiting.removeFirst(load.started)
            load.started = 0
        }
        lines[line] = load
        waiting -= 1
        running += 1
        return next
    }

    /// Counts the end of a running transfer.
    package mutating func end(of line: TransferLine) {
        guard var load = lines[line] else { return }
        load.running -= 1
        running -= 1
        lines[line] = load.isIdle ? nil : load
    }

    /// Removes waiting transfers that are no longer wanted.
    package mutating func remove(from line: TransferLine, where isUnwanted: (Transfer) -> Bool) {
        guard var load = lines[line] else { return }
        let left = load.waiting.dropFirst(load.started).filter { !isUnwanted($0) }
        waiting -= load.waiting.count - load.started - left.count
        (load.waiting, load.started) = (left, 0)
        lines[line] = load.isIdle ? nil : load
    }
}
