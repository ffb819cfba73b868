import Testing
import Transports

@Suite struct TransferQueueTests {
    private static func line(_ number: Int, isOperational: Bool = false) -> TransferLine {
        TransferLine(number: number, isOperational: isOperational)
    }

    @Test func `a line gets a few at once also when the total is used up`() {
        var queue = TransferQueue<Int>(runningMax: 10, guaranteed: 4)
        for number in 0..<100 { queue.add(number, to: Self.line(1)) }
        var started: [Int] = []
        while let next = queue.start() { started.append(next) }
        #expect(started == Array(0..<10), "in order")
        for number in 100..<110 { queue.add(number, to: Self.line(2)) }
        queue.add(200, to: Self.line(1, isOperational: true))
        started = []
        while let next = queue.start() { started.append(next) }
        #expect(started == [200, 100, 101, 102, 103])
        #expect(queue.running == 15)
        #expect(!queue.canStart)
        queue.end(of: Self.line(2))
        let next = queue.start()
        #expect(next == 104)
    }

    @Test func `lines share the total`() {
        var queue = TransferQueue<Int>(runningMax: 8, guaranteed: 1)
        for number in 0..<20 {
            for line in 1...2 { queue.add(line * 100 + number, to: Self.line(line)) }
        }
        var started: [Int] = []
        while let next = queue.start() { started.append(next / 100) }
        #expect(started.sorted() == [1, 1, 1, 1, 2, 2, 2, 2])
    }

    @Test func `what is not wanted any more is taken out`() {
        var queue = TransferQueue<Int>(runningMax: 1, guaranteed: 1)
        for number in 0..<3 { queue.add(number, to: Self.line(1)) }
        queue.remove(from: Self.line(1)) { $0 == 0 }
        let next = queue.start()
        #expect(next == 1)
        #expect(queue.waiting == 1)
    }
}
