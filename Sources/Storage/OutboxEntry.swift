package import Calendars
package import Cases
package import Deliveries
package import Rules

/// A message for one address: written with its decision, leased while it is sent, settled after.
package struct OutboxEntry: Hashable, Sendable {
    package enum State: String, Sendable, CaseIterable {
        /// To be sent. Can become: any other.
        case waiting
        /// Taken by the far side. Can become: refused, by a report that it came back.
        case delivered
        /// The address will never take it. Can become: delivered, by a late answer.
        case refused
        /// What it says was overtaken before it was sent. Can become: delivered.
        case withdrawn
        /// Its time ran out. Can become: delivered.
        case expired
        /// What it says goes out with another delivery, which its remark names.
        case merged
    }

    /// Who is sending it, until when nobody else will.
    package struct Lease: Hashable, Sendable {
        package let owner: String
        package let until: Instant

        package init(owner: String, until: Instant) {
            self.owner = owner
            self.until = until
        }
    }

    package let id: Delivery.ID
    package let group: Delivery.GroupID
    package let channel: Channel.ID
    package let address: String?
    package let recipient: String
    package let incident: Incident.ID?
    package let decidedAt: Instant
    package let dueAt: Instant
    package let expiresAt: Instant?
    /// The delivery as the engine encoded it.
    package let payload: [UInt8]
    package internal(set) var state = State.waiting
    /// How often it was tried.
    package internal(set) var attempts = 0
    /// When it may next be claimed.
    package internal(set) var nextAttemptAt: Instant
    package internal(set) var lease: Lease?
    /// Whether the far side may have it already: who was sending it died, or heard no answer.
    package internal(set) var isUncertain = false
    /// When it was last put here: decided, or asked for again.
    package internal(set) var queuedAt: Instant
    /// Why it waits, or ended as it did, where no attempt says so.
    package internal(set) var remark: String?

    package init(
        id: Delivery.ID, group: Delivery.GroupID, channel: Channel.ID, address: String?,
        recipient: String, incident: Incident.ID?, decidedAt: Instant, dueAt: Instant,
        expiresAt: Instant?, payload: [UInt8], nextAttemptAt: Instant
    ) {
        self.id = id
        self.group = group
        self.channel = channel
        self.address = address
        self.recipient = recipient
        self.incident = incident
        self.decidedAt = decidedAt
        self.dueAt = dueAt
        self.expiresAt = expiresAt
        self.payload = payload
        self.nextAttemptAt = nextAttemptAt
        queuedAt = decidedAt
    }
}

/// How much is claimed at once.
package struct ClaimRoom: Hashable, Sendable {
    /// Deliveries, whatever their channel.
    package var total: Int
    /// Groups of deliveries of a channel that `channels` does not name; nil: as many as there are.
    package var perChannel: Int?
    package var channels: [Channel.ID: Int]

    package init(total: Int, perChannel: Int? = nil, channels: [Channel.ID: Int] = [:]) {
        self.total = total
        self.perChannel = perChannel
        self.channels = channels
    }
}

/// One try at one address, and what came back.
package struct AttemptRow: Hashable, Sendable {
    package let startedAt: Instant
    package let endedAt: Instant
    /// The SMTP or HTTP code; 0 where none came.
    package let code: Int
    package let text: String
    /// What the stages before it decided, a line each: what was left out, which text was taken.
    package let remarks: [String]

    package init(
        startedAt: Instant, endedAt: Instant, code: Int, text: String, remarks: [String] = []
    ) {
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.code = code
        self.text = text
        self.remarks = remarks
    }
}

/// A delivery as it stands, with everything that was tried, oldest first.
package struct DeliveryHistory: Hashable, Sendable {
    package let entry: OutboxEntry
    package let attempts: [AttemptRow]
}

/// How a claimed delivery ended, or until when it waits again.
package struct Settlement: Hashable, Sendable {
    package enum Outcome: Hashable, Sendable {
        case delivered
        /// Not now: it can be claimed again from this instant.
        case deferred(until: Instant)
        case refused
        case withdrawn
        case expired
        case merged
    }

    package let delivery: Delivery.ID
    /// Who claimed it; nil: whoever holds the lease is not asked.
    package let owner: String?
    package let outcome: Outcome
    /// The try that led to it; nil where nothing was sent.
    package let attempt: AttemptRow?
    /// Why, where no attempt says so.
    package let remark: String?
    /// Whether the far side may have it all the same.
    package let isUncertain: Bool

    package init(
        delivery: Delivery.ID, owner: String?, outcome: Outcome, attempt: AttemptRow?,
        remark: String? = nil, isUncertain: Bool = false
    ) {
        self.isUncertain = isUncertain
        self.remark = remark
        self.delivery = delivery
        self.owner = owner
        self.outcome = outcome
        self.attempt = attempt
    }
}

extension Settlement {
    /// The remark of a delivery that goes out with another, by which the store finds that one.
    package static func merged(into other: Delivery.ID) -> String {
        mergedMark + other.text
    }

    static let mergedMark = "merged into "
}

extension OutboxEntry {
    /// The delivery it goes out with, where it does.
    package var mergedInto: Delivery.ID? {
        guard state == .merged, let remark, remark.hasPrefix(Settlement.mergedMark) else {
            return nil
        }
        // Behind it stands why it waited before.
        let name = remark.dropFirst(Settlement.mergedMark.count).prefix { $0 != ";" }
        return Delivery.ID(String(name))
    }
}

/// Whether a settlement took effect.
package enum SettlementOutcome: Hashable, Sendable {
    case settled
    /// The lease had passed on or the entry was settled: only the attempt was written down.
    case overtaken
    /// No such delivery; nothing was done.
    case unknown
}

/// Which deliveries are asked for.
package struct DeliveryFilter: Hashable, Sendable {
    /// Empty: whatever their state.
    package var states: Set<OutboxEntry.State>
    /// Those decided from then on; nil: all.
    package var since: Instant?

    package init(states: Set<OutboxEntry.State> = [], since: Instant? = nil) {
        self.states = states
        self.since = since
    }
}

extension OutboxEntry {
    /// How the remark of a delivery begins that failed for good and is sent once more.
    package static let againMark = "asked for again by "
}
