/// Hours on given days of every week: `mon-fri 18:00-08:00`.
///
/// Hours that end at or before their beginning extend over midnight, and belong to the day they
/// begin on. Both ends follow `Zone.instant(reaching:)`: the first of a repeated time, and the end
/// of a gap.
package struct WeeklyHours: Hashable, Sendable {
    /// The days of the week, from 0 for Sunday to 6 for Saturday; at least one.
    package let days: Set<Int>
    /// The beginning in minutes after midnight, below 1,440.
    package let opens: Int
    /// The end in minutes after the same midnight as `opens`; at most a day after `opens`.
    package let closes: Int

    /// Creates hours from minutes after midnight, `closes` at most 1,440; nil if they are out of
    /// range.
    package init?(days: Set<Int>, from opens: Int, until closes: Int) {
        guard !days.isEmpty, days.isSubset(of: 0...6), (0..<1_440).contains(opens),
            (0...1_440).contains(closes)
        else { return nil }
        self.days = days
        self.opens = opens
        self.closes = closes <= opens ? closes + 1_440 : closes
    }

    /// Returns true if an instant lies within the hours.
    package func contains(_ instant: Instant, in zone: Zone) -> Bool {
        !spans(touching: instant..<Instant(milliseconds: instant.milliseconds + 1), in: zone)
            .isEmpty
    }

    /// Returns the spans that overlap a range, untruncated and in order.
    package func spans(touching range: Range<Instant>, in zone: Zone) -> [Range<Instant>] {
        // One day more on each side covers hours over midnight; another covers clocks moved by a
        // day.
        let first = zone.civil(at: range.lowerBound).date.daysSinceEpoch - 2
        let last = zone.civil(at: range.upperBound).date.daysSinceEpoch + 1
        return (first...last).compactMap { count in
            let date = CivilDate(daysSinceEpoch: count)
            guard days.contains(date.weekday) else { return nil }
            let begins = zone.instant(reaching: Self.time(opens, of: date))
            let ends = zone.instant(reaching: Self.time(closes, of: date))
            guard begins < ends, (begins..<ends).overlaps(range) else { return nil }
            return begins..<ends
        }
    }

    private static func time(_ minute: Int, of date: CivilDate) -> CivilTime {
        CivilTime(date.adding(days: minute / 1_440), hour: minute / 60 % 24, minute: minute % 60)
    }
}
