import Calendars
import Cases
package import Deliveries
import Messages
import Rules
import Storage

/// A problem found by the watchdog.
package struct WatchdogAlert: Hashable, Sendable {
    /// The subject, unchanged while the problem lasts, so that not every check repeats the alert.
    package let about: String
    package let finding: HealthIssue
    package let weight: Weight

    /// The effect of an alert on the heartbeat.
    package enum Weight: Hashable, Sendable {
        /// Stops the heartbeat until corrected.
        case alarming
        /// Repeated each day without stopping the heartbeat: the problem may last, and other
        /// failures must still be noticed outside.
        case lasting
    }

    /// The text in English, for programs and logs.
    package var text: String { finding.text }

    init(
        _ about: String, _ kind: HealthIssue.Kind, _ names: [String] = [],
        at times: [Instant] = [], weight: Weight = .alarming
    ) {
        self.about = about
        self.weight = weight
        finding = HealthIssue(kind, names, at: times)
    }
}

/// The problems visible in the store at one check.
struct WatchdogView: Sendable {
    var findings: [WatchdogAlert] = []
    /// The position at which the next check of cases without a next instant begins; nil for the
    /// first case.
    private(set) var next: IdleCaseCursor?
    /// The phrases of the operators' language.
    private let phrases: DeliveryPhrases
    private let now: Instant
    /// The tolerated delay.
    private let late: Duration

    /// The number of cases without a next instant in each check.
    private static let casesMax = 1_000
    /// The number of items of one kind that are named.
    private static let namedMax = 5
    /// The tolerated wait of messages on a channel that is busy with others, or broken.
    private static let busyMax = Duration.seconds(900)
    /// The tolerated time of repeated deferrals: longer than any message is retried.
    private static let waitMax = Duration.seconds(25 * 3_600)
    /// The time for which a failed message to the operators counts as a problem.
    private static let unreachedMax = Duration.seconds(3_600)

    init(
        of snapshot: any StoreSnapshot, at now: Instant, late: Duration,
        from place: IdleCaseCursor?,
        in language: Language
    ) throws {
        phrases = DeliveryPhrases(language)
        self.now = now
        self.late = late
        if let due = try snapshot.earliestDue(), due < now - late {
            findings.append(WatchdogAlert("incidents", .incidentDue, at: [due]))
        }
        try lookAtChannels(snapshot)
        try lookAtWaiting(snapshot)
        try lookAtOperators(snapshot)
        let rows = try snapshot.casesWithoutNext(limit: Self.casesMax, after: place)
        for (row, _) in rows {
            guard let incident = try? snapshot.incident(of: row, .owed),
                // A case with a next instant is forgotten if its row has none.
                incident.isForgotten || incident.wakeAt != nil
            else { continue }
            let name = row.incident.text
            findings.append(WatchdogAlert("the incident \(name)", .incidentForgotten, [name]))
        }
        next = rows.count < Self.casesMax ? nil : rows.last?.place
        try lookAtSetAside(snapshot)
    }

    /// Checks that messages which could be sent are sent.
    private mutating func lookAtChannels(_ snapshot: any StoreSnapshot) throws {
        guard let due = try snapshot.earliestDelivery(), due < now - late else { return }
        for stall in try snapshot.stalls(before: now - late, at: now) {
            let channel = stall.channel.text
            if !stall.isBusy {
                findings.append(
                    WatchdogAlert(
                        "the channel \(channel)", .messageUntaken, [channel], at: [stall.since]))
            } else if stall.since < now - Self.busyMax {
                findings.append(
                    WatchdogAlert(
                        "the channel \(channel) is slow", .messageSlow, [channel],
                        at: [stall.since]))
            }
        }
    }

    /// Checks for messages that wait without an excuse, or too long even with one.
    private mutating func lookAtWaiting(_ snapshot: any StoreSnapshot) throws {
        let stuck =
            try snapshot.oldestWaiting(
                decidedBefore: now - Self.busyMax, unless: Self.meant)
            ?? snapshot.oldestWaiting(
                decidedBefore: now - Self.waitMax, unless: WaitExcuse([.muted]))
        guard let stuck else { return }
        findings.append(
            WatchdogAlert(
                "waiting messages", .messageHeld, [stuck.id.text, try why(stuck, snapshot)],
                at: [stuck.decidedAt]))
    }

    /// Checks that the operators can be reached: if not, the heartbeat is the only remaining alarm.
    private mutating func lookAtOperators(_ snapshot: any StoreSnapshot) throws {
        let held = try snapshot.heldBack(
            decidedBefore: now - late, unless: Self.meant, limit: 100)
        let own = held.first(where: \.isOperational)
        if let own {
            findings.append(
                WatchdogAlert(
                    "the operators", .operatorsUnheard, [own.id.text, try why(own, snapshot)],
                    at: [own.decidedAt]))
        }
        if let last = try snapshot.marker(CaseTransaction.unreached), last > now - Self.unreachedMax
        {
            findings.append(WatchdogAlert("the operators", .operatorsUnreached))
        }
    }

    private mutating func lookAtSetAside(_ snapshot: any StoreSnapshot) throws {
        let rows = try snapshot.headings(
            matching: CaseFilter(isSetAside: true), limit: Self.countedMax, after: nil)
        guard !rows.isEmpty else { return }
        let more = rows.count > Self.namedMax ? " …" : ""
        let names = rows.prefix(Self.namedMax).map(\.incident.text).joined(separator: " ")
        let count = rows.count < Self.countedMax ? "\(rows.count)" : "\(rows.count)+"
        findings.append(
            WatchdogAlert(
                "incidents set aside", .incidentsSetAside, [count, names + more],
                weight: .lasting))
    }

    /// The number of cases counted each minute.
    private static let countedMax = 100

    /// Returns the reason why a message waits.
    ///
    /// Of a receiver's answer only the code is shown, since its text may repeat content.
    private func why(_ entry: OutboxEntry, _ snapshot: any StoreSnapshot) throws -> String {
        let remark = phrases.remark(
            carrier: entry.mergedInto, end: entry.end, on: entry.channel, holds: entry.holds,
            request: entry.request)
        if let remark { return remark }
        guard let last = try snapshot.delivery(entry.id)?.attempts.last else { return "?" }
        return last.code == 0 ? last.text : "\(last.code)"
    }

    /// The reasons for a wait that somebody intends.
    private static let meant = WaitExcuse([.muted, .rate], isRequest: true)
}
