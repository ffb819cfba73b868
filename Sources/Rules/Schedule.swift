package import Calendars

/// An on-call schedule: layers of people in rotation, feeds and overrides.
///
/// Of several layers with somebody on call the later one applies. Feeds take precedence over all
/// layers, overrides over all feeds, and the last override written over earlier ones.
package struct Schedule: Sendable {
    package typealias ID = ScheduleID

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
        precondition(!people.isEmpty, "a rotation of at least one person")
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
