package import Calendars

extension Rulebook {
    /// All that these rules will lack, seen from an instant.
    package func expiries(at now: Instant) -> [RulesExpiry] {
        RulesExpiry.endings(of: Array(calendars.values), for: rules, at: now)
            + RulesExpiry.gaps(
                of: Array(schedules.values), at: now, within: RulesExpiry.gapDaysForOperators)
    }
}
