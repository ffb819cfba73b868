package import Calendars

extension Rulebook {
    /// Returns everything in these rules that expires soon after an instant.
    package func expiries(at now: Instant) -> [RulesExpiry] {
        RulesExpiry.endings(
            of: Array(calendars.values), for: rules, Array(policies.values), at: now)
            + RulesExpiry.gaps(
                of: Array(schedules.values), at: now, within: RulesExpiry.gapDaysForOperators)
    }
}
