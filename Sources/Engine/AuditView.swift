import Calendars
import Cases
import Rules
import Storage

/// Something that is not as it should be.
package struct AuditFinding: Hashable, Sendable {
    /// What is the same while it lasts, so that it is not told with every look.
    package let about: String
    /// For a person.
    package let text: String

    init(_ about: String, _ text: String) {
        self.about = about
        self.text = text
    }

    init(_ text: String) {
        self.init(text, text)
    }
}

/// What the store shows at one look.
struct AuditView: Sendable {
    var findings: [AuditFinding] = []
    /// Where the next look at the cases that wait for nothing begins; nil: at the first.
    private(set) var next: QuietPlace?

    /// How many cases that wait for nothing are looked at each time.
    private static let casesMax = 1_000
    /// How long messages may wait on a channel that is busy with others.
    private static let busyMax = Duration.seconds(900)
    /// How long a message may be put off again and again: longer than any is tried.
    private static let waitMax = Duration.seconds(25 * 3_600)

    init(
        of snapshot: any StoreSnapshot, at now: Instant, late: Duration, from place: QuietPlace?
    ) throws {
        if let due = try snapshot.earliestDue(), due < now - late {
            findings.append(
                AuditFinding(
                    "incidents",
                    "an incident has been due since \(due.rfc3339), and nobody saw to it"))
        }
        try lookAtOutbox(snapshot, now, late)
        let rows = try snapshot.casesWithoutNext(limit: Self.casesMax, after: place)
        for (row, _) in rows {
            guard let incident = try? Case(encoded: row.body), incident.isForgotten else {
                continue
            }
            findings.append(
                AuditFinding(
                    "the incident \(row.incident) is open, and nothing will happen to it"))
        }
        next = rows.count < Self.casesMax ? nil : rows.last?.place
    }

    private mutating func lookAtOutbox(
        _ snapshot: any StoreSnapshot, _ now: Instant, _ late: Duration
    ) throws {
        if let due = try snapshot.earliestDelivery(), due < now - late {
            for stall in try snapshot.stalls(before: now - late, at: now) {
                let what = "a message has been waiting since \(stall.since.rfc3339)"
                if !stall.isBusy {
                    findings.append(
                        AuditFinding(
                            "the channel \(stall.channel)",
                            "\(what) on the channel \(stall.channel), and nobody took it"))
                } else if stall.since < now - Self.busyMax {
                    findings.append(
                        AuditFinding(
                            "the channel \(stall.channel) is slow",
                            "\(what) on the channel \(stall.channel), which takes them too slowly"))
                }
            }
        }
        let oldest = try snapshot.oldestWaiting(
            decidedBefore: now - Self.waitMax, unlessRemarked: Mute.mark)
        if let oldest {
            findings.append(
                AuditFinding(
                    "\(oldest.id)",
                    "the message \(oldest.id) of \(oldest.decidedAt.rfc3339) still waits: "
                        + (oldest.remark ?? "it was put off again and again")))
        }
    }
}
