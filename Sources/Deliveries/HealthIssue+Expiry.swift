package import Rules

extension HealthIssue {
    /// Returns the problems of a part of the rules that expires soon.
    package static func issues(of expiry: RulesExpiry) -> [HealthIssue] {
        switch expiry.event {
        case .calendarEnds(let date, let isOver):
            [HealthIssue(isOver ? .calendarEnded : .calendarEnds, [expiry.name, "\(date)"])]
        case .gaps(let gaps, let more, let days):
            gaps.map { HealthIssue($0, of: expiry.name) }
                + (more > 0
                    ? [HealthIssue(.gapsMore, [expiry.name, "\(more)", "\(days)"])] : [])
        }
    }

    private init(_ gap: RulesExpiry.Gap, of schedule: String) {
        switch (gap.from, gap.until) {
        case (nil, nil): self.init(.gapAlways, [schedule])
        case (nil, let until?): self.init(.gapUntil, [schedule], at: [until])
        case (let from?, nil): self.init(.gapFrom, [schedule], at: [from])
        case (let from?, let until?): self.init(.gap, [schedule], at: [from, until])
        }
    }
}
