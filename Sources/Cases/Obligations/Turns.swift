import Calendars
import Rules

/// The periods of one repeated obligation or bulletin, in order, and the reports each still needs.
///
/// An obligation that does not repeat has one period without bounds.
struct Turns {
    /// One period, with the place of its obligation in the case.
    struct Turn {
        let place: Int
        /// The index of the obligation's owing unit and rule among those of the series.
        let variant: Int
        /// The instant from which reports can count for the period; nil: any.
        let begin: Instant?
        /// The deadline by the rule, without extensions; nil while unknown.
        let deadline: Instant?
        /// The last instant at which the period comes before later ones; nil: no limit.
        let lateThrough: Instant?
        /// The last instant at which a report counts for the period; nil: no limit.
        let through: Instant?
        /// The spans in which the period was waived.
        let waived: [Range<Instant>]
        /// The number of reports the period still needs.
        var missing: Int

        func accepts(_ instant: Instant) -> Bool {
            missing > 0 && (through.map { instant <= $0 } ?? true)
        }

        func isWaived(at instant: Instant) -> Bool { waived.contains { $0.contains(instant) } }
    }

    /// The period that a report names.
    enum Named {
        case turn(Int)
        /// A period that has not been opened yet.
        case ahead
        /// No period, or several.
        case none(among: [Instant])
    }

    private(set) var turns: [Turn]
    /// For each place, the latest `lateThrough` and `through` so far; nil: no limit.
    private var latest: [Instant?]
    private var ends: [Instant?]
    /// The next and the previous period, for each, that may still need reports.
    private var later: [Int]
    private var earlier: [Int]

    /// Creates the periods; `turns` are in order.
    init(_ turns: [Turn]) {
        self.turns = turns
        latest = Self.maxima(turns.map(\.lateThrough))
        ends = Self.maxima(turns.map(\.through))
        later = Array(0...turns.count)
        earlier = Array(0...turns.count)
        for index in turns.indices where turns[index].missing == 0 { close(index) }
    }

    /// Adds a period after all others.
    mutating func append(_ turn: Turn) {
        turns.append(turn)
        latest.append(Self.maximum(latest.last, turn.lateThrough))
        ends.append(Self.maximum(ends.last, turn.through))
        later.append(turns.count)
        earlier.append(turns.count)
        if turn.missing == 0 { close(turns.count - 1) }
    }

    /// Returns the later of two limits, in which nil is greater than every instant; the second
    /// without a first.
    private static func maximum(_ first: Instant??, _ second: Instant?) -> Instant? {
        guard let first else { return second }
        return first.flatMap { known in second.map { max(known, $0) } }
    }

    /// Returns the period whose turn a report is: the earliest begun one that needs a report and is
    /// not late beyond the limit; else the latest begun one that still accepts a report.
    mutating func turn(at instant: Instant, where isEligible: (Turn) -> Bool) -> Int? {
        let begun = turns.partitioned { $0.begin.map { $0 > instant } ?? false }
        var index = next(latest.partitioned { $0.map { $0 >= instant } ?? true })
        while index < begun {
            let turn = turns[index]
            let isInTime = turn.lateThrough.map { instant <= $0 } ?? true
            if isInTime, turn.accepts(instant), isEligible(turn) { return index }
            index = next(index + 1)
        }
        index = previous(begun)
        while index > 0, ends[index - 1].map({ $0 >= instant }) ?? true {
            let turn = turns[index - 1]
            if turn.accepts(instant), isEligible(turn) { return index - 1 }
            index = previous(index - 1)
        }
        return nil
    }

    /// Returns true if any period needs a report made at an instant.
    func accepts(_ instant: Instant) -> Bool { turns.contains { $0.accepts(instant) } }

    /// Returns true if the first period had begun at an instant.
    func hasBegun(at instant: Instant) -> Bool {
        turns.first.map { $0.begin.map { $0 <= instant } ?? true } ?? false
    }

    /// Returns the period with a deadline on a day or at an instant.
    func named(_ period: Report.NamedPeriod, in zone: Zone) -> Named {
        let known = turns.filter { $0.deadline != nil }
        let from: Instant
        let until: Instant
        switch period {
        case .instant(let instant): (from, until) = (instant, instant + .milliseconds(1))
        case .day(let day):
            from = zone.instant(of: CivilTime(day))
            until = zone.instant(of: CivilTime(day.adding(days: 1)))
        }
        let first = known.partitioned { $0.deadline.map { $0 >= from } ?? true }
        let end = known.partitioned { $0.deadline.map { $0 >= until } ?? true }
        if end - first == 1, let index = turns.firstIndex(where: { $0.place == known[first].place })
        {
            return .turn(index)
        }
        if first == known.count { return .ahead }
        let shown = first < end ? first..<end : max(0, first - 2)..<min(known.count, first + 2)
        return .none(among: known[shown].prefix(Self.shownMax).compactMap(\.deadline))
    }

    /// The maximum number of deadlines that a fault lists.
    private static let shownMax = 8

    /// Allots a report to a period; returns true if that completes it.
    mutating func take(_ index: Int) -> Bool {
        turns[index].missing -= 1
        guard turns[index].missing == 0 else { return false }
        close(index)
        return true
    }

    private mutating func close(_ index: Int) {
        later[index] = index + 1
        earlier[index + 1] = index
    }

    /// Returns the first period from an index on that may need reports, or the number of periods.
    private mutating func next(_ index: Int) -> Int {
        var end = index
        while end < turns.count, later[end] != end { end = later[end] }
        Self.shorten(&later, from: index, to: end)
        return end
    }

    /// Returns the end of the last period before an index that may need reports, or 0.
    private mutating func previous(_ index: Int) -> Int {
        var end = index
        while end > 0, earlier[end] != end { end = earlier[end] }
        Self.shorten(&earlier, from: index, to: end)
        return end
    }

    private static func shorten(_ links: inout [Int], from start: Int, to end: Int) {
        var index = start
        while index != end { (links[index], index) = (end, links[index]) }
    }

    /// Returns the running maxima, in which nil is greater than every instant.
    private static func maxima(_ instants: [Instant?]) -> [Instant?] {
        var greatest: Instant? = instants.first ?? nil
        return instants.map { instant in
            if let known = greatest { greatest = instant.map { max(known, $0) } }
            return greatest
        }
    }
}

extension Array {
    /// Returns the first index from which on a condition holds; it holds from there to the end.
    fileprivate func partitioned(_ holds: (Element) -> Bool) -> Int {
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = (low + high) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
