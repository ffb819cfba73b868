package import Calendars

/// A statement made by one record about an incident, with its own time.
package protocol Statement: Hashable, Sendable {
    var record: Record.ID { get }
    /// The time by which statements of its kind are ordered.
    var statedAt: Instant { get }
    /// The name of the statement's subject; nil for the incident as a whole.
    var subject: String? { get }
    /// True if statements of its kind are looked up by subject.
    static var isFoundBySubject: Bool { get }
}

extension Statement {
    package static var isFoundBySubject: Bool { true }
}
