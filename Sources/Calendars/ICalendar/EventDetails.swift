/// Somebody an event was sent to.
package struct Attendee: Hashable, Sendable {
    /// Without `mailto:`.
    package let address: String
    /// The parameter CN; nil where there is none.
    package let name: String?
    /// PARTSTAT is DECLINED: they said that they will not be there.
    package let hasDeclined: Bool
}

/// The description of an event, apart from its times.
package struct EventDetails: Hashable, Sendable {
    /// The same in every version of the event; made up from the line where the text has none.
    package let uid: String
    /// In one line or several; empty where there is none.
    package let summary: String
    /// People only: rooms and other resources are left out.
    package let attendees: [Attendee]
    package let categories: [String]
    /// The line of its BEGIN:VEVENT, counted from 1.
    package let line: Int
}
