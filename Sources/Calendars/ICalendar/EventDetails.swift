/// A person invited to an event.
package struct Attendee: Hashable, Sendable {
    /// The mail address, without `mailto:`.
    package let address: String
    /// The parameter CN; nil if absent.
    package let name: String?
    /// True if PARTSTAT is DECLINED: the person will not attend.
    package let hasDeclined: Bool
}

/// The description of an event, apart from its times.
package struct EventDetails: Hashable, Sendable {
    /// The UID, equal in every version of the event; derived from the line if the text has none.
    package let uid: String
    /// The summary, of one line or several; empty if absent.
    package let summary: String
    /// The people invited; rooms and other resources are left out.
    package let attendees: [Attendee]
    package let categories: [String]
    /// The first line of the description; empty if absent.
    package let description: String
    /// True if the time stays free in the calendars of those invited (TRANSP:TRANSPARENT).
    package let isTransparent: Bool
    /// The line of BEGIN:VEVENT, counted from 1.
    package let line: Int

    /// Returns true if both say the same, wherever they are written.
    func says(thatOf other: EventDetails) -> Bool {
        summary == other.summary && attendees == other.attendees && categories == other.categories
            && description == other.description && isTransparent == other.isTransparent
    }
}
