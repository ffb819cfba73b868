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
/// Where several layers have somebody at one time the later one counts; overrides count more than
/// any layer, and among themselves the last one written.
package struct Schedule: Sendable {
    package typealias ID = Identifier<Schedule>

    package let id: ID
    /// The zone in which handovers, hours and overrides are written.
    package let zone: Zone
    /// From the bottom up.
    package let layers: [Layer]
    /// From the bottom up.
    package let overrides: [Override]

    /// Whether it is meant that at some times nobody is on call.
    package let mayHaveGaps: Bool

    package init(
        id: ID, zone: Zone, layers: [Layer], overrides: [Override] = [], mayHaveGaps: Bool = false
    ) {
        self.id = id
        self.zone = zone
        self.layers = layers
        self.overrides = overrides
        self.mayHaveGaps = mayHaveGaps
    }

    /// Everybody who stands in it anywhere, each once, in the order written.
    package var everybody: [Recipient] {
        let all = layers.flatMap { $0.rotation.people.joined() } + overrides.flatMap(\.people)
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
