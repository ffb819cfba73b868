package import Calendars

/// A period in which some messages are held back, such as maintenance or the night.
///
/// Events are recorded all the same; held messages are sent as one combined message when it ends.
package struct Mute: Sendable {
    package typealias ID = Identifier<Mute>

    /// A kind of message a mute does not hold back.
    package enum Exemption: String, Sendable, CaseIterable {
        /// The first message about an incident.
        case first
        /// A message about an obligation past its deadline.
        case overdue
    }

    package let id: ID
    /// The reason, shown with the held messages.
    package let why: String?
    /// The start of the mute; nil means no start.
    package let from: Instant?
    /// The end of the mute; nil means no end.
    package let until: Instant?
    /// The weekly hours of the mute; empty means the whole time between `from` and `until`.
    package let only: [WeeklyHours]
    package let zone: Zone
    /// The muted channels; empty means all. The same applies to contacts, units and rules.
    package let channels: Set<Channel.ID>
    package let contacts: Set<Contact.ID>
    /// The muted units, those that must report.
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

    /// Returns the span of the mute that contains an instant; nil if the mute is not active then.
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
