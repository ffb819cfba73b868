/// A span of the day on some days of the week, every week: `mon-fri 18:00-08:00`.
///
/// Hours that end at or before the time they begin at run over midnight, and belong to the day
/// they begin on. Both ends are read as `Zone.instant(reaching:)` does: of two the first, and the
/// end of a gap.
package struct WeeklyHours: Hashable, Sendable {
    /// 0 for Sunday to 6 for Saturday; at least one.
    package let days: Set<Int>
    /// Minutes after midnight, below 1,440.
    package let opens: Int
    /// Minutes after the midnight that `opens` is counted from; at most a day after it.
    package let closes: Int

    /// Hours between two times of day, in minutes, the second up to 1,440; nil where there are
    /// none such.
    package init?(days: Set<Int>, from opens: Int, until closes: Int) {
        guard !days.isEmpty, days.isSubset(of: 0...6), (0..<1_440).contains(opens),
            (0...1_440).contains(closes)
        else { return nil }
        self.days = days
        self.opens = opens
        self.closes = closes <= opens ? closes + 1_440 : closes
    }

    /// Whether an instant lies within them.
    package func contains(_ instant: Instant, in zone: Zone) -> Bool {
        !spans(touching: instant..<Instant(milliseconds: instant.milliseconds + 1), in: zone)
            .isEmpty
    }

    /// Those of their spans that have an instant in common with a range, whole and in order.
    package func spans(touching range: Range<Instant>, in zone: Zone) -> [Range<Instant>] {
        // A day early and late covers hours over midnight; another one, clocks set by a day.
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
