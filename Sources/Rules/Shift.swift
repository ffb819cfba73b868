package import Calendars

/// A span of time and the people on call in it; nobody in a gap.
package struct Shift: Hashable, Sendable {
    package let people: [Recipient]
    package let span: Range<Instant>

    package init(_ people: [Recipient], _ span: Range<Instant>) {
        self.people = people
        self.span = span
    }
}
