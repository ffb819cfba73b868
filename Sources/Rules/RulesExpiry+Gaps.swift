import Calendars

extension RulesExpiry {
    /// The days ahead for which rule editors are warned of gaps: time to ask people and plan.
    static let gapDays = 60
    /// The days ahead for which operators are warned of gaps, every day.
    ///
    /// The span leaves time to find somebody, without reports of gaps that are weeks away.
    static let gapDaysForOperators = 7
    /// The maximum number of gaps of one schedule that are listed individually.
    private static let gapsToldMax = 3

    /// Returns a warning for each schedule with nobody on call at some time in the days ahead, by
    /// name.
    static func gaps(
        of schedules: [Schedule], at now: Instant, within days: Int
    ) -> [RulesExpiry] {
        let end = now + .seconds(Int64(days) * 86_400)
        return schedules.sorted { $0.id < $1.id }.filter { !$0.mayHaveGaps }.compactMap {
            schedule in
            let gaps = schedule.gaps(in: now..<end)
            guard !gaps.isEmpty else { return nil }
            let named = gaps.prefix(gapsToldMax).map { Gap($0, in: now..<end) }
            let told = named.map { text($0, in: schedule.zone) }
            let more = gaps.count - named.count
            let rest = more > 0 ? " and \(more) more times within \(days) days" : ""
            return RulesExpiry(
                code: "schedule.gap", section: "schedules", name: schedule.id.text,
                event: .gaps(named, more: more, days: days),
                gaps: gaps,
                what: "nobody is on call " + told.joined(separator: ", ") + rest,
                remedy: "another layer or an override fills a gap; if it is meant, write "
                    + "\"gaps\": \"allowed\"")
        }
    }

    /// Returns a gap in words in a zone, omitting ends that are merely those of the range.
    private static func text(_ gap: Gap, in zone: Zone) -> String {
        let from = gap.from.map { zone.civil(at: $0).minuteText }
        let until = gap.until.map { zone.civil(at: $0).minuteText }
        return switch (from, until) {
        case (nil, nil): "now and from now on"
        case (nil, let until?): "now and until \(until)"
        case (let from?, nil): "from \(from) on"
        case (let from?, let until?): "from \(from) to \(until)"
        }
    }
}
