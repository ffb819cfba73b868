package import Calendars

/// A recipient of messages named in a rulebook: `contact:x`, `schedule:x`, `mailto:a@b`.
package enum Recipient: Hashable, Sendable, CustomStringConvertible {
    case contact(Contact.ID)
    case schedule(Schedule.ID)
    /// A bare addr-spec (RFC 5322 section 3.4.1), checked when the rulebook is read.
    case mail(String)

    package var description: String {
        switch self {
        case .contact(let id): "contact:\(id)"
        case .schedule(let id): "schedule:\(id)"
        case .mail(let address): "mailto:\(address)"
        }
    }
}

/// An on-call schedule: layers of people in rotation, feeds and overrides.
///
/// Of several layers with somebody on call the later one applies. Feeds take precedence over all
/// layers, overrides over all feeds, and the last override written over earlier ones.
package struct Schedule: Sendable {
    package typealias ID = Identifier<Schedule>

    package let id: ID
    /// The time zone of handovers, hours and overrides.
    package let zone: Zone
    /// The layers in ascending precedence.
    package let layers: [Layer]
    /// The feeds in ascending precedence: the main feed, then the feed of overrides.
    package let feeds: [Feed]
    /// The overrides in ascending precedence.
    package let overrides: [Override]

    /// True if gaps with nobody on call are intended.
    package let mayHaveGaps: Bool

    package init(
        id: ID, zone: Zone, layers: [Layer], feeds: [Feed] = [], overrides: [Override] = [],
        mayHaveGaps: Bool = false
    ) {
        self.id = id
        self.zone = zone
        self.layers = layers
        self.feeds = feeds
        self.overrides = overrides
        self.mayHaveGaps = mayHaveGaps
    }

    /// All people of the schedule, each once, in the order written.
    package var everybody: [Recipient] {
        let all =
            layers.flatMap { $0.rotation.people.joined() } + feeds.flatMap(\.everybody)
            + overrides.flatMap(\.people)
        var seen: Set<Recipient> = []
        return all.filter { seen.insert($0).inserted }
    }
}

/// A layer of a schedule: a rotation, its end and its hours.
package struct Layer: Sendable {
    package let rotation: Rotation
    /// The end of the layer; nil means it continues forever.
    package let until: Instant?
    /// The hours in which the layer applies; empty means always. Handovers continue outside them.
    package let only: [WeeklyHours]

    package init(rotation: Rotation, until: Instant? = nil, only: [WeeklyHours] = []) {
        self.rotation = rotation
        self.until = until
        self.only = only
    }
}

/// The order of people in a layer and the times of their turns.
package struct Rotation: Sendable {
    /// The people of consecutive turns; each turn has at least one, and several share it.
    package let people: [[Recipient]]
    package let turns: Turns

    package init(_ people: [[Recipient]], turns: Turns) {
        precondition(!people.isEmpty, "somebody takes turns")
        self.people = people
        self.turns = turns
    }

    /// Returns the people of a turn; turns are counted from 0.
    package func people(of turn: Int) -> [Recipient] {
        people[turn % people.count]
    }
}

/// An exception that replaces the people on call.
package struct Override: Hashable, Sendable {
    package let span: Range<Instant>
    /// The people on call instead; at least one.
    package let people: [Recipient]

    package init(span: Range<Instant>, people: [Recipient]) {
        self.span = span
        self.people = people
    }
}

/// Shifts kept in a calendar: each event is a shift and names its people.
///
/// The conventions are those of Grafana OnCall: the summary is a name or an address after an
/// optional level from `[L0]`, the default, to `[L9]`. The highest level applies, with everybody on
/// it. Attendees who have not declined are on call too.
package struct Feed: Sendable {
    package let calendar: ICalendar
    /// The people by the names used in the feed; case and outer blanks are ignored.
    package let people: [String: [Recipient]]

    package init(_ calendar: ICalendar, people: [String: [Recipient]]) {
        self.calendar = calendar
        self.people = Dictionary(
            people.map { (Self.key($0.key), $0.value) }, uniquingKeysWith: { first, _ in first })
    }

    /// All people of the feed, each once.
    package var everybody: [Recipient] {
        var seen: Set<Recipient> = []
        return people.sorted { $0.key < $1.key }.flatMap(\.value).filter {
            seen.insert($0).inserted
        }
    }

    /// Returns the normalised form of a name, for comparison.
    static func key(_ name: some StringProtocol) -> String {
        let start = name.drop(while: \.isWhitespace)
        return String(start.reversed().drop(while: \.isWhitespace).reversed()).lowercased()
    }

    /// Returns the level of an event and the name in its summary.
    static func summary(of event: EventDetails) -> (level: Int, name: String) {
        let text = event.summary.drop(while: \.isWhitespace)
        let mark = Array(text.prefix(4))
        guard mark.count == 4, mark[0] == "[", mark[1] == "L" || mark[1] == "l", mark[3] == "]",
            mark[2].isASCII, let level = mark[2].wholeNumberValue
        else { return (0, event.summary) }
        return (level, String(text.dropFirst(4)))
    }

    /// Returns the people an event mentions, each as alternative names of which one should be
    /// known.
    static func mentions(of event: EventDetails) -> [[String]] {
        let name = summary(of: event).name
        let attendees = event.attendees.filter { !$0.hasDeclined }.map { attendee in
            [attendee.address, attendee.name].compactMap(\.self)
        }
        return ([[name]] + attendees).map { $0.filter { !key($0).isEmpty } }
            .filter { !$0.isEmpty }
    }

    /// Returns the people on call in the shift of an event, each once.
    func people(of event: EventDetails) -> [Recipient] {
        var seen: Set<Recipient> = []
        return Self.mentions(of: event).flatMap { names in
            names.lazy.compactMap { people[Self.key($0)] }.first ?? []
        }.filter { seen.insert($0).inserted }
    }
}
