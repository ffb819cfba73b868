/// Why a text is no iCalendar that can be read: where, and what was found.
///
/// A calendar is refused as a whole. One that is read in part could lack the very shift or holiday
/// that somebody relies on, and nobody would see it.
package struct ICalendarFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The line of the text, counted from 1; where a line was folded, its first part.
    package let line: Int
    /// The event it is about, by its UID; nil where it is about none.
    package let uid: String?
    /// What was found and what is accepted.
    package let what: String

    package var description: String {
        "line \(line)" + (uid.map { ", event \($0)" } ?? "") + ": \(what)"
    }

    /// The same fault, said of an event.
    func of(_ uid: String) -> ICalendarFault {
        ICalendarFault(line: line, uid: uid, what: what)
    }
}
