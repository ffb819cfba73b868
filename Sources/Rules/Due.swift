package import Calendars
import JSON

/// How a deadline is reckoned.
package indirect enum Due: Hashable, Sendable {
    case within(Period, of: Anchor)
    /// The n-th working day after the anchor's civil day, at a minute of that day; nil: when its
    /// work ends.
    case businessDays(Int, of: Anchor, calendar: WorkCalendar.ID, at: Int?)
    /// So much time, counted only while work goes on.
    case businessTime(Duration, of: Anchor, calendar: WorkCalendar.ID)
    case earliest([Due])
    case latest([Due])
    /// Moved to the next working day where it falls on a day off; to a minute of that day, or
    /// nil: at the same time of day.
    case rolled(Due, calendar: WorkCalendar.ID, at: Int?)
    /// At a minute of the civil day it falls on; 1440: at that day's last second.
    case timed(Due, at: Int)
    /// A bound only for incidents that satisfy a condition, or once did.
    case given(Condition, Due)
    /// The firing of a bulletin's schedule.
    case firing
}

extension Due: CustomStringConvertible {
    /// `within PT2H of occurred`, for a person.
    package var description: String {
        func joined(_ parts: [Due]) -> String {
            parts.map(\.description).joined(separator: ", ")
        }
        switch self {
        case .within(let period, let anchor):
            return "within \(period.text) of \(anchor)"
        case .businessDays(let count, let anchor, let calendar, _):
            return "within \(count) working days (\(calendar)) of \(anchor)"
        case .businessTime(let span, let anchor, let calendar):
            return "within \(span.iso8601) of working time (\(calendar)) of \(anchor)"
        case .earliest(let parts): return "the earliest of (\(joined(parts)))"
        case .latest(let parts): return "the latest of (\(joined(parts)))"
        case .rolled(let due, let calendar, _):
            return "\(due), or the next working day (\(calendar))"
        case .timed(let due, let minute):
            return "\(due) at \(minute / 60):\(minute % 60 < 10 ? "0" : "")\(minute % 60)"
        case .given(let condition, let due): return "\(due) if \(condition.source.serialized())"
        case .firing: return "when it fires"
        }
    }

    /// Whether another obligation's report, receipt or deadline has a part in it.
    package var refersToOthers: Bool {
        switch self {
        case .within(_, let anchor), .businessDays(_, let anchor, _, _),
            .businessTime(_, let anchor, _):
            anchor.obligation != nil
        case .earliest(let parts), .latest(let parts): parts.contains(where: \.refersToOthers)
        case .rolled(let due, _, _), .timed(let due, _), .given(_, let due): due.refersToOthers
        case .firing: false
        }
    }

    /// The moments it is counted from, each as often as it is named.
    package var anchors: [Anchor] {
        switch self {
        case .within(_, let anchor), .businessDays(_, let anchor, _, _),
            .businessTime(_, let anchor, _):
            [anchor]
        case .earliest(let parts), .latest(let parts): parts.flatMap(\.anchors)
        case .rolled(let due, _, _), .timed(let due, _), .given(_, let due): due.anchors
        case .firing: []
        }
    }
}
