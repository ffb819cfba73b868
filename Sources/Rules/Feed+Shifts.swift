import Calendars

extension Feed {
    /// Returns the people of the highest-level shift at an instant; empty if there is no shift.
    func people(at instant: Instant) -> [Recipient] {
        let moment = instant..<Instant(milliseconds: instant.milliseconds + 1)
        return shifts(touching: moment).last?.first { $0.span.contains(instant) }?.people ?? []
    }

    /// Returns the untruncated shifts that overlap a range, in order, per level from the lowest up.
    func shifts(touching range: Range<Instant>) -> [[Shift]] {
        var levels: [Int: [Shift]] = [:]
        for occurrence in calendar.occurrences(overlapping: range) {
            let people = people(of: occurrence.details)
            guard !people.isEmpty, occurrence.start < occurrence.end else { continue }
            levels[Self.summary(of: occurrence.details).level, default: []].append(
                Shift(people, occurrence.start..<occurrence.end))
        }
        return levels.sorted { $0.key < $1.key }.map { Self.joined($0.value) }
    }

    /// Splits shifts wherever one begins or ends, so that each piece lists everybody on call in it.
    ///
    /// `shifts` must be ordered by their starts.
    private static func joined(_ shifts: [Shift]) -> [Shift] {
        let cuts = Set(shifts.flatMap { [$0.span.lowerBound, $0.span.upperBound] }).sorted()
        var joined: [Shift] = []
        var open: [Shift] = []
        var rest = shifts[...]
        for (start, end) in zip(cuts, cuts.dropFirst()) {
            open.removeAll { $0.span.upperBound <= start }
            while let next = rest.first, next.span.lowerBound <= start {
                open.append(next)
                rest.removeFirst()
            }
            var seen: Set<Recipient> = []
            let people = open.flatMap(\.people).filter { seen.insert($0).inserted }
            if !people.isEmpty { joined.append(Shift(people, start..<end)) }
        }
        return joined
    }
}
