import Calendars
import Cases
package import Deliveries
import Messages
import Rules
import Storage

/// Something that is not as it should be.
package struct WatchdogAlert: Hashable, Sendable {
    /// What is the same while it lasts, so that it is not told with every look.
    package let about: String
    package let finding: HealthIssue
    package let weight: Weight

    package enum Weight: Hashable, Sendable {
        /// The heartbeat stops until it is mended.
        case alarming
        /// It is told each day and stops nothing: it may last, and what else breaks meanwhile must
        /// still be heard outside.
        case lasting
    }

    /// In English, for programs and logs.
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

/// What the store shows at one look.
struct WatchdogView: Sendable {
    var findings: [WatchdogAlert] = []
    /// Where the next look at the cases that wait for nothing begins; nil: at the first.
    private(set) var next: QuietPlace?
    private let now: Instant
    /// How late anything may be.
    private let late: Duration

    /// How many cases that wait for nothing are looked at each time.
    private static let casesMax = 1_000
    /// How many things of one kind are named.
    private static let namedMax = 5
    /// How long messages may wait on a channel that is busy with others, or does not work.
    private static let busyMax = Duration.seconds(900)
    /// How long a message may be put off again and again: longer than any is tried.
    private static let waitMax = Duration.seconds(25 * 3_600)
    /// How long it is not well that the operators could not be told something.
    private static let unreachedMax = Duration.seconds(3_600)

    init(
        of snapshot: any StoreSnapshot, at now: Instant, late: Duration, from place: QuietPlace?
    ) throws {
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
            guard let incident = try? Case(encoded: row.body),
                // What it is to be woken for counts for nothing where its row does not say so.
                incident.isForgotten || incident.wakeAt != nil
            else { continue }
            let name = row.incident.text
            findings.append(WatchdogAlert("the incident \(name)", .incidentForgotten, [name]))
        }
        next = rows.count < Self.casesMax ? nil : rows.last?.place
        try lookAtSetAside(snapshot)
    }

    /// Whether messages that could leave do.
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

    /// Whether messages cannot leave that nobody holds back, or are held back for ever.
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

    /// Whether the operators can be told anything: if not, the heartbeat is the only way left.
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

    /// More are not counted each minute.
    private static let countedMax = 100

    /// What a message waits for; of what the far side said only the code, since its words may
    /// repeat what it was told.
    private func why(_ entry: OutboxEntry, _ snapshot: any StoreSnapshot) throws -> String {
        let remark = DeliveryPhrases(.english).remark(
            carrier: entry.mergedInto, end: entry.end, on: entry.channel, holds: entry.holds,
            request: entry.request)
        if let remark { return remark }
        guard let last = try snapshot.delivery(entry.id)?.attempts.last else { return "?" }
        return last.code == 0 ? last.text : "\(last.code)"
    }

    /// The reasons of those that wait because somebody wants it so.
    private static let meant = WaitExcuse([.muted, .rate], isRequest: true)
}
