/// A reason to reject an iCalendar text, and its line.
///
/// A calendar is refused as a whole. A partial one could lack the very shift or holiday somebody
/// relies on, and nobody would notice.
package struct ICalendarError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The line of the text, counted from 1; for a folded line its first part.
    package let line: Int
    /// The UID of the event concerned; nil if the fault concerns none.
    package let uid: String?
    /// The text found and the accepted forms.
    package let what: String

    package var description: String {
        "line \(line)" + (uid.map { ", event \($0)" } ?? "") + ": \(what)"
    }

    /// Returns the same fault for an event.
    func of(_ uid: String) -> ICalendarError {
        ICalendarError(line: line, uid: uid, what: what)
    }
}
