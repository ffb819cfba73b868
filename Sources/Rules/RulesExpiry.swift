package import Calendars

/// A warning about something the rules will soon lack, early enough for a rule editor to add it.
package struct RulesExpiry: Hashable, Sendable {
    /// The stable code of the kind of warning, `calendar.ends`.
    package let code: String
    /// The section of the rulebook concerned.
    package let section: String
    /// The name within the section.
    package let name: String
    /// The coming event and its date; the same on every day it applies.
    package let event: Event
    /// The spans with nobody on call; empty for other events.
    package let gaps: [Range<Instant>]
    /// The coming event in English, for rule editors.
    package let what: String
    /// The remedy, for the rule editor.
    package let remedy: String

    /// The coming event.
    package enum Event: Hashable, Sendable {
        /// The calendar ends on a day; true if it has ended.
        case calendarEnds(CivilDate, isOver: Bool)
        /// Times with nobody on call, the number of further ones, and the days looked ahead.
        case gaps([Gap], more: Int, days: Int)
    }

    /// A time with nobody on call. A nil end is the end of the time looked at.
    package struct Gap: Hashable, Sendable {
        package let from: Instant?
        package let until: Instant?

        init(_ gap: Range<Instant>, in range: Range<Instant>) {
            from = gap.lowerBound == range.lowerBound ? nil : gap.lowerBound
            until = gap.upperBound == range.upperBound ? nil : gap.upperBound
        }
    }

    package init(
        code: String, section: String, name: String, event: Event, gaps: [Range<Instant>] = [],
        what: String, remedy: String
    ) {
        self.gaps = gaps
        self.code = code
        self.event = event
        self.section = section
        self.name = name
        self.what = what
        self.remedy = remedy
    }

    /// The days before a calendar's end from which the warning is given.
    ///
    /// Governments announce the holidays of a year about two months before it begins.
    package static let calendarDays = 60
}

extension RulesExpiry {
    /// Returns a warning for each calendar that ends within sixty days or has ended, by name.
    ///
    /// Only calendars of rules that are or will be in force are considered.
    static func endings(
        of calendars: [WorkCalendar], for rules: [Rule], _ policies: [EscalationPolicy],
        at now: Instant
    ) -> [RulesExpiry] {
        let inForce = rules.filter { rule in rule.inForce.until.map { $0 > now } ?? true }
        let pressing = Set(inForce.flatMap(\.obligations).map(\.policy))
        let used = Set(
            inForce.flatMap(\.calendars)
                + policies.filter { pressing.contains($0.id) }.flatMap(\.calendars))
        return calendars.sorted { $0.name < $1.name }.compactMap { calendar in
            let last = calendar.covers.upperBound
            let today = calendar.zone.civil(at: now).date
            guard used.contains(WorkCalendar.ID(calendar.name)),
                last.daysSinceEpoch - today.daysSinceEpoch <= calendarDays
            else { return nil }
            let ends = last < today ? "ended" : "ends"
            return RulesExpiry(
                code: "calendar.ends", section: "calendars", name: calendar.name,
                event: .calendarEnds(last, isOver: last < today),
                what: "the calendar \"\(calendar.name)\" \(ends) on \(last)",
                remedy: "add the days after it, or import a file that has them; deadlines that "
                    + "need them cannot be calculated")
        }
    }
}

extension Rule {
    /// The calendars used by the rule's deadlines and schedules.
    fileprivate var calendars: [WorkCalendar.ID] {
        obligations.flatMap { obligation in
            var calendars =
                obligation.due.calendars + (obligation.notBefore?.calendars ?? [])
            if case .schedule(let schedule) = obligation.on, let calendar = schedule.calendar {
                calendars.append(calendar)
            }
            return calendars
        }
    }
}

extension EscalationPolicy {
    /// The calendars whose working time the steps follow.
    fileprivate var calendars: [WorkCalendar.ID] { steps.compactMap(\.hours?.calendar) }
}

extension Due {
    fileprivate var calendars: [WorkCalendar.ID] {
        switch self {
        case .within, .firing: []
        case .businessDays(_, _, let calendar, _), .businessTime(_, _, let calendar): [calendar]
        case .earliest(let parts), .latest(let parts), .firstKnown(let parts):
            parts.flatMap(\.calendars)
        case .rolled(let due, let calendar, _): due.calendars + [calendar]
        case .timed(let due, _), .given(_, let due): due.calendars
        }
    }
}
