/// A set of occurrence numbers, kept as ranges: a record can imply millions of them.
struct OccurrenceNumbers {
    /// The ranges, in order and without overlaps.
    private var ranges: [ClosedRange<Int>]

    /// Creates the numbers between two, both included.
    init(from first: Int, through last: Int) {
        ranges = first <= last ? [first...last] : []
    }

    var count: Int { ranges.reduce(0) { $0 + $1.count } }
    var first: Int? { ranges.first?.lowerBound }

    /// Returns the greatest number below another; nil if there is none.
    func last(before number: Int) -> Int? {
        ranges.last { $0.lowerBound < number }.map { min($0.upperBound, number - 1) }
    }

    /// Returns the greatest numbers, in order, at most `count`.
    func latest(_ count: Int) -> [Int] {
        var found: [Int] = []
        for range in ranges.reversed() where found.count < count {
            found += range.suffix(count - found.count).reversed()
        }
        return found.reversed()
    }

    /// Removes the numbers from one up to another, which stays; nil: all from the first on.
    mutating func remove(from first: Int, until end: Int?) {
        ranges = ranges.flatMap { range -> [ClosedRange<Int>] in
            let (low, high) = (range.lowerBound, range.upperBound)
            let before = low < first ? [low...min(high, first - 1)] : []
            let after = end.map { high >= $0 ? [max(low, $0)...high] : [] } ?? []
            return first < end ?? .max ? before + after : [range]
        }
    }

    /// Removes single numbers, given in order.
    mutating func remove(_ numbers: [Int]) {
        var left: [ClosedRange<Int>] = []
        var index = 0
        for range in ranges {
            var low = range.lowerBound
            while index < numbers.count, numbers[index] <= range.upperBound {
                let number = numbers[index]
                index += 1
                guard number >= low else { continue }
                if low < number { left.append(low...number - 1) }
                low = number + 1
            }
            if low <= range.upperBound { left.append(low...range.upperBound) }
        }
        ranges = left
    }
}
