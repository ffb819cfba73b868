import Calendars

extension RulesExpiry {
    /// How far ahead gaps are told to those who write schedules: time to ask people and plan.
    static let gapDays = 60
    /// How far ahead operators are told of them, day by day: while there is still time to find
    /// somebody, and not of what is weeks away.
    static let gapDaysForOperators = 7
    /// How many gaps of one schedule are told one by one.
    private static let gapsToldMax = 3

    /// The schedules with nobody on call at some time in the days ahead, by name.
    static func gaps(
        of schedules: [Schedule], at now: Instant, within days: Int
    ) -> [RulesExpiry] {
        let end = now + .seconds(Int64(days) * 86_400)
        return schedules.sorted { $0.id < $1.id }.filter { !$0.mayHaveGaps }.compactMap {
            schedule in
            let gaps = schedule.gaps(in: now..<end)
            guard !gaps.isEmpty else { return nil }
            let told = gaps.prefix(gapsToldMax).map { text($0, now..<end, in: schedule.zone) }
            let more = gaps.count - told.count
            let rest = more > 0 ? " and \(more) more times within \(days) days" : ""
            return RulesExpiry(
                code: "schedule.gap", section: "schedules", name: schedule.id.text,
                what: "nobody is on call " + told.joined(separator: ", ") + rest,
                remedy: "another layer or an override fills a gap; if it is meant, write "
                    + "\"gaps\": \"allowed\"")
        }
    }

    /// A gap on the clocks of a zone; an end that is only that of the range is none.
    private static func text(
        _ gap: Range<Instant>, _ range: Range<Instant>, in zone: Zone
    ) -> String {
        let from = zone.civil(at: gap.lowerBound).minuteText
        let until = zone.civil(at: gap.upperBound).minuteText
        switch (gap.lowerBound == range.lowerBound, gap.upperBound == range.upperBound) {
        case (true, true): return "now and from now on"
        case (true, false): return "now and until \(until)"
        case (false, true): return "from \(from) on"
        case (false, false): return "from \(from) to \(until)"
        }
    }
}
