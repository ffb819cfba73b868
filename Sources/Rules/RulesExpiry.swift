import Calendars

/// Something the rules will lack before long, for those who keep them to add in time.
package struct RulesExpiry: Hashable, Sendable {
    /// A stable name of its kind, `calendar.ends`.
    package let code: String
    /// What it is about: the section of the rulebook and the name in it.
    package let section: String
    package let name: String
    /// What is going to happen and when, and what helps. The same on every day that it holds.
    package let what: String
    package let remedy: String

    package init(code: String, section: String, name: String, what: String, remedy: String) {
        self.code = code
        self.section = section
        self.name = name
        self.what = what
        self.remedy = remedy
    }

    /// How long before a calendar's end it is spoken of: a government's notice of the next year's
    /// holidays comes about two months before it begins.
    package static let calendarDays = 60
}

extension RulesExpiry {
    /// The calendars of rules that are or will be in force, and that end within sixty days or have
    /// ended, by name.
    static func endings(
        of calendars: [WorkCalendar], for rules: [Rule], at now: Instant
    ) -> [RulesExpiry] {
        let used = Set(
            rules.filter { rule in rule.inForce.until.map { $0 > now } ?? true }
                .flatMap(\.calendars))
        return calendars.sorted { $0.name < $1.name }.compactMap { calendar in
            let last = calendar.covers.upperBound
            let today = calendar.zone.civil(at: now).date
            guard used.contains(WorkCalendar.ID(calendar.name)),
                last.daysSinceEpoch - today.daysSinceEpoch <= calendarDays
            else { return nil }
            let ends = last < today ? "ended" : "ends"
            return RulesExpiry(
                code: "calendar.ends", section: "calendars", name: calendar.name,
                what: "the calendar \"\(calendar.name)\" \(ends) on \(last)",
                remedy: "add the days after it, or import a file that has them; no deadline that "
                    + "needs them can be reckoned")
        }
    }
}

extension Rule {
    /// The calendars that its deadlines and schedules are reckoned by.
    fileprivate var calendars: [WorkCalendar.ID] {
        obligations.flatMap { obligation in
            var calendars = obligation.due.calendars
            if case .schedule(let schedule) = obligation.on, let calendar = schedule.calendar {
                calendars.append(calendar)
            }
            return calendars
        }
    }
}

extension Due {
    fileprivate var calendars: [WorkCalendar.ID] {
        switch self {
        case .within, .firing: []
        case .businessDays(_, _, let calendar, _), .businessTime(_, _, let calendar): [calendar]
        case .earliest(let parts), .latest(let parts): parts.flatMap(\.calendars)
        case .rolled(let due, let calendar, _): due.calendars + [calendar]
        case .timed(let due, _), .given(_, let due): due.calendars
        }
    }
}
