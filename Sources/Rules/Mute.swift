package import Calendars

/// A time in which some messages wait: maintenance, or the night.
///
/// What happens is recorded all the same; what waited is told when it ends, as one message.
package struct Mute: Sendable {
    package typealias ID = Identifier<Mute>

    /// What is not held back.
    package enum Exemption: String, Sendable, CaseIterable {
        /// The first that is said of an incident at all.
        case first
        /// What is said of an obligation whose deadline has passed.
        case overdue
    }

    package let id: ID
    /// For those who read what waited.
    package let why: String?
    /// Nil: from ever, or for ever.
    package let from: Instant?
    package let until: Instant?
    /// The hours of the week in which it holds, any of them; none: all the time between the two.
    package let only: [WeeklyHours]
    package let zone: Zone
    /// Messages on these channels; empty: on any. The same for the others below.
    package let channels: Set<Channel.ID>
    package let contacts: Set<Contact.ID>
    /// Where the owing unit is one of these.
    package let units: Set<Unit.ID>
    package let rules: Set<Rule.ID>
    package let exempt: Set<Exemption>

    package init(
        id: ID, why: String? = nil, from: Instant? = nil, until: Instant? = nil,
        only: [WeeklyHours] = [], zone: Zone, channels: Set<Channel.ID> = [],
        contacts: Set<Contact.ID> = [], units: Set<Unit.ID> = [], rules: Set<Rule.ID> = [],
        exempt: Set<Exemption> = []
    ) {
        self.id = id
        self.why = why
        self.from = from
        self.until = until
        self.only = only
        self.zone = zone
        self.channels = channels
        self.contacts = contacts
        self.units = units
        self.rules = rules
        self.exempt = exempt
    }

    /// The span of it that an instant lies in; nil where it does not hold then.
    package func span(at instant: Instant) -> Range<Instant>? {
        guard from.map({ $0 <= instant }) ?? true, until.map({ instant < $0 }) ?? true else {
            return nil
        }
        var span: Range<Instant>?
        if only.isEmpty, let from, let until {
            span = from..<until
        } else {
            let moment = instant..<(instant + .milliseconds(1))
            span = only.lazy.flatMap { $0.spans(touching: moment, in: zone) }.first
        }
        guard let span, let until, until < span.upperBound else { return span }
        return span.lowerBound..<until
    }
}
