package import Calendars
package import Cases
package import Deliveries
package import Rules
package import Storage

/// The state of Duebell as its store shows it.
package struct WatcherStatus: Sendable {
    package let now: Instant
    /// The last activity of a scheduler; nil if no watcher ever ran.
    package internal(set) var aliveAt: Instant?
    /// The start of the last watcher; nil if not known.
    package internal(set) var startedAt: Instant?
    package internal(set) var rules: RulesInForce?
    /// The change that put the rules in force; nil if made by an older Duebell.
    package internal(set) var change: RulesChange?
    package internal(set) var lastRecord: RecordRow?
    package internal(set) var openCount = 0
    package internal(set) var overdueCount = 0
    package internal(set) var questionsCount = 0
    package internal(set) var setAside: [Incident.ID] = []
    package internal(set) var waitingCount = 0
    /// The instant for which the oldest waiting message was due.
    package internal(set) var oldestWaiting: Instant?
    /// A message that waits longer than any known reason explains.
    package internal(set) var stuck: OutboxEntry?
    /// The failing channels, each with the instant of the alert.
    package internal(set) var failing: [(channel: Channel.ID, since: Instant)] = []
    package internal(set) var channelsCount = 0
    /// The instant at which the next case must be advanced.
    package internal(set) var nextAt: Instant?
    package internal(set) var expiries: [RulesExpiry] = []
}

extension WatcherStatus {
    /// A sign of work that is not done, or soon cannot be done.
    package enum Finding: Hashable, Sendable {
        /// A case should have been advanced at this instant.
        case late(since: Instant)
        case stuck(Delivery.ID, since: Instant)
        case failing(Channel.ID, since: Instant)
        case setAside(count: Int)
        case gaps(schedule: String, [Range<Instant>])
        case calendarEnds(name: String, last: CivilDate, isPast: Bool)

        /// True if somebody must act now.
        package var isProblem: Bool {
            if case .calendarEnds(_, _, let isPast) = self { isPast } else { true }
        }
    }

    /// The delay beyond which due work counts as late.
    private static let tolerance = Duration.seconds(120)

    /// The findings, in order of importance.
    package func findings(in zone: Zone) -> [Finding] {
        var findings: [Finding] = []
        if let nextAt, nextAt < now - Self.tolerance { findings.append(.late(since: nextAt)) }
        findings += failing.map { .failing($0.channel, since: $0.since) }
        if let stuck { findings.append(.stuck(stuck.id, since: stuck.decidedAt)) }
        if !setAside.isEmpty { findings.append(.setAside(count: setAside.count)) }
        let today = zone.civil(at: now).date
        return findings
            + expiries.map { expiry in
                switch expiry.event {
                case .gaps: .gaps(schedule: expiry.name, expiry.gaps)
                case .calendarEnds(let last, _):
                    .calendarEnds(name: expiry.name, last: last, isPast: last < today)
                }
            }
    }
}
