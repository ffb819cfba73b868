package import Calendars

/// The definition of a deadline.
package indirect enum Due: Hashable, Sendable {
    case within(Period, of: Anchor)
    /// The n-th working day after the anchor's civil day, at a minute of that day.
    ///
    /// A nil minute means the end of that day's working hours.
    case businessDays(Int, of: Anchor, calendar: WorkCalendar.ID, at: Int?)
    /// An amount of working time after the anchor.
    case businessTime(Duration, of: Anchor, calendar: WorkCalendar.ID)
    case earliest([Due])
    case latest([Due])
    /// The first of several bounds, in their order, that is known.
    case firstKnown([Due])
    /// A deadline moved to the next working day if it falls on a day off.
    ///
    /// `at` is the minute of that day; nil keeps the time of day.
    case rolled(Due, calendar: WorkCalendar.ID, at: Int?)
    /// A deadline moved to a minute of its civil day; 1440 means the last second of that day.
    case timed(Due, at: Int)
    /// A deadline that applies only to incidents that satisfy a condition, or did so once.
    case given(Condition, Due)
    /// The firing of the bulletin's schedule.
    case firing
}

extension Due {
    /// True if the deadline depends on another obligation's report, receipt or deadline.
    package var refersToOthers: Bool {
        switch self {
        case .within(_, let anchor), .businessDays(_, let anchor, _, _),
            .businessTime(_, let anchor, _):
            !anchor.obligations.isEmpty
        case .earliest(let parts), .latest(let parts), .firstKnown(let parts):
            parts.contains(where: \.refersToOthers)
        case .rolled(let due, _, _), .timed(let due, _), .given(_, let due): due.refersToOthers
        case .firing: false
        }
    }

    /// The anchors of the deadline, each as often as it is named.
    package var anchors: [Anchor] {
        switch self {
        case .within(_, let anchor), .businessDays(_, let anchor, _, _),
            .businessTime(_, let anchor, _):
            [anchor]
        case .earliest(let parts), .latest(let parts), .firstKnown(let parts):
            parts.flatMap(\.anchors)
        case .rolled(let due, _, _), .timed(let due, _), .given(_, let due): due.anchors
        case .firing: []
        }
    }
}
