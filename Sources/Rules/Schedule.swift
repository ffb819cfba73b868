package import Calendars

/// Someone named in a rulebook who can be told something: `contact:x`, `schedule:x`, `mailto:a@b`.
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

/// Whose turn it is: layers of people who relieve each other, and exceptions to them.
///
/// Where several layers have somebody at one time the later one counts; feeds count more than any
/// layer, overrides more than any feed, and among themselves the last one written.
package struct Schedule: Sendable {
    package typealias ID = Identifier<Schedule>

    package let id: ID
    /// The zone in which handovers, hours and overrides are written.
    package let zone: Zone
    /// From the bottom up.
    package let layers: [Layer]
    /// From the bottom up: the feed itself, and the one that overrides it.
    package let feeds: [Feed]
    /// From the bottom up.
    package let overrides: [Override]

    /// Whether it is meant that at some times nobody is on call.
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

    /// Everybody who stands in it anywhere, each once, in the order written.
    package var everybody: [Recipient] {
        let all =
            layers.flatMap { $0.rotation.people.joined() } + feeds.flatMap(\.everybody)
            + overrides.flatMap(\.people)
        var seen: Set<Recipient> = []
        return all.filter { seen.insert($0).inserted }
    }
}

/// One row of people who take turns.
package struct Layer: Sendable {
    package let rotation: Rotation
    /// Nobody has a turn from then on; nil: it goes on for ever.
    package let until: Instant?
    /// The hours in which a turn counts, any of them; none: all the time. Handovers go on outside.
    package let only: [WeeklyHours]

    package init(rotation: Rotation, until: Instant? = nil, only: [WeeklyHours] = []) {
        self.rotation = rotation
        self.until = until
        self.only = only
    }
}

/// Who comes after whom, and when.
package struct Rotation: Sendable {
    /// Who has the first turn, the second, and so on; each at least one, who then share it.
    package let people: [[Recipient]]
    package let turns: Turns

    package init(_ people: [[Recipient]], turns: Turns) {
        precondition(!people.isEmpty, "somebody takes turns")
        self.people = people
        self.turns = turns
    }

    /// Who has a turn, counted from 0.
    package func people(of turn: Int) -> [Recipient] {
        people[turn % people.count]
    }
}

/// An exception: some people in place of whoever would be on call.
package struct Override: Hashable, Sendable {
    package let span: Range<Instant>
    /// At least one.
    package let people: [Recipient]

    package init(span: Range<Instant>, people: [Recipient]) {
        self.span = span
        self.people = people
    }
}

/// Shifts that are kept in a calendar: each event is one, and says by names who has it.
///
/// The conventions are those of Grafana OnCall: the summary is the name or the address, behind a
/// level from `[L0]`, which it is if none is written, to `[L9]`; the highest level counts, and all
/// who are on that level. Attendees who have not declined have the shift too.
package struct Feed: Sendable {
    package let calendar: ICalendar
    /// Those whom names stand for; names are compared without case and outer blanks.
    package let people: [String: [Recipient]]

    package init(_ calendar: ICalendar, people: [String: [Recipient]]) {
        self.calendar = calendar
        self.people = Dictionary(
            people.map { (Self.key($0.key), $0.value) }, uniquingKeysWith: { first, _ in first })
    }

    /// Everybody its names stand for, each once.
    package var everybody: [Recipient] {
        var seen: Set<Recipient> = []
        return people.sorted { $0.key < $1.key }.flatMap(\.value).filter {
            seen.insert($0).inserted
        }
    }

    /// What a name is compared by.
    static func key(_ name: some StringProtocol) -> String {
        let start = name.drop(while: \.isWhitespace)
        return String(start.reversed().drop(while: \.isWhitespace).reversed()).lowercased()
    }

    /// The level an event is on, and the name in its summary.
    static func summary(of event: EventDetails) -> (level: Int, name: String) {
        let text = event.summary.drop(while: \.isWhitespace)
        let mark = Array(text.prefix(4))
        guard mark.count == 4, mark[0] == "[", mark[1] == "L" || mark[1] == "l", mark[3] == "]",
            mark[2].isASCII, let level = mark[2].wholeNumberValue
        else { return (0, event.summary) }
        return (level, String(text.dropFirst(4)))
    }

    /// Those an event mentions, each by the names one of which should be known.
    static func mentions(of event: EventDetails) -> [[String]] {
        let name = summary(of: event).name
        let attendees = event.attendees.filter { !$0.hasDeclined }.map { attendee in
            [attendee.address, attendee.name].compactMap(\.self)
        }
        return ([[name]] + attendees).map { $0.filter { !key($0).isEmpty } }
            .filter { !$0.isEmpty }
    }

    /// Those who have the shift of an event, each once.
    func people(of event: EventDetails) -> [Recipient] {
        var seen: Set<Recipient> = []
        return Self.mentions(of: event).flatMap { names in
            names.lazy.compactMap { people[Self.key($0)] }.first ?? []
        }.filter { seen.insert($0).inserted }
    }
}
