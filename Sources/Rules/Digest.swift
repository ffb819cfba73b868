package import Calendars

/// A list of reports that are overdue, due or decided, sent to people at regular times.
package struct Digest: Hashable, Sendable {
    package typealias ID = Identifier<Digest>

    /// A kind of report in a digest.
    package enum Content: String, Sendable, CaseIterable {
        /// Reports past their deadline, until they are made, waived or missed.
        case overdue
        /// Reports whose deadline is ahead.
        case pending
        /// Reports whose deadline cannot be calculated yet.
        case waiting
        /// Reports that were made or missed since the digest before.
        case decided
    }

    package let id: ID
    /// The title in the subject; nil for the built-in one.
    package let title: String?
    package let cron: Cron
    package let zone: Zone
    /// The recipients. A role of the owing or awaiting unit receives the reports of that unit, any
    /// other recipient all of them.
    package let to: [EscalationStep.Target]
    /// The units whose reports are listed, those that must report; empty means all.
    package let units: Set<Unit.ID>
    /// The rules whose reports are listed; empty means all.
    package let rules: Set<Rule.ID>
    package let contents: Set<Content>
    /// True if the digest is sent even if it lists nothing.
    package let isSentEmpty: Bool

    package init(
        id: ID, title: String? = nil, cron: Cron, zone: Zone, to: [EscalationStep.Target],
        units: Set<Unit.ID> = [], rules: Set<Rule.ID> = [],
        contents: Set<Content> = Set(Content.allCases), isSentEmpty: Bool = false
    ) {
        self.id = id
        self.title = title
        self.cron = cron
        self.zone = zone
        self.to = to
        self.units = units
        self.rules = rules
        self.contents = contents
        self.isSentEmpty = isSentEmpty
    }

    /// Returns the digest of a rulebook that names none: the operators' list at 08:00.
    static func standard(in zone: Zone) -> Digest? {
        (try? Cron("0 8 * * *")).map {
            Digest(id: ID("daily"), cron: $0, zone: zone, to: [.operators])
        }
    }

    /// Returns the latest time of the schedule up to an instant, not before `first`.
    package func latestTime(from first: Instant, until now: Instant) -> Instant {
        // From a day back first, since a schedule may have a time each minute.
        for days in [1, 40, 400] {
            var place = max(first, now - .seconds(86_400 * days))
            var latest: Instant?
            while let next = cron.next(after: place, in: zone), next <= now {
                latest = next
                place = next
            }
            if let latest { return latest }
        }
        return first
    }
}
