import Calendars
import Cases
import Deliveries
import Messages
import Rules
import Storage

/// Deliveries that say the same and go together in one attempt.
struct Parcel: Sendable {
    let message: Message
    let entries: [OutboxEntry]
    /// In the order of `entries` and of the message's addressees.
    let deliveries: [Delivery]
    /// What the stages decided about each.
    let notes: [[AttemptNote]]
    /// Whether an answer to it, which may repeat it, must not be told by other channels.
    let isClassified: Bool

    var load: Traffic.Load {
        Traffic.Load(
            channel: entries[0].channel, count: entries.count,
            operational: entries.filter(\.isOperational).count)
    }
}

/// What came of one delivery's attempt.
struct Attempted: Sendable {
    let entry: OutboxEntry
    let delivery: Delivery
    let receipt: Receipt
    let notes: [AttemptNote]
    let startedAt: Instant
    let endedAt: Instant
    /// From 0 up to 1, so that retries do not come all at once.
    let jitter: Double
}

extension Admission {
    /// Puts what passed into parcels, those of one group into one; what is no longer true is
    /// withdrawn.
    mutating func parcels(
        at now: Instant, by rulebook: Rulebook, untold: UnreachedRecipients = UnreachedRecipients()
    ) -> [Parcel] {
        var groups: [Message.ID: [Candidate]] = [:]
        var order: [Message.ID] = []
        for candidate in passed {
            if groups[candidate.entry.group] == nil { order.append(candidate.entry.group) }
            groups[candidate.entry.group, default: []].append(candidate)
        }
        return order.compactMap { id in
            let members = groups[id] ?? []
            guard let first = members.first else { return nil }
            let message = Message(
                members.map { $0.delivery.brought(to: now, $0.cases) }, of: first.cases, at: now,
                by: rulebook, untold: untold)
            guard let message else {
                rulings.append(Ruling(members, .withdrawn, .over))
                return nil
            }
            return Parcel(
                message: message, entries: members.map(\.entry),
                deliveries: members.map(\.delivery),
                notes: members.map { $0.notes + $0.clearance(by: rulebook) },
                isClassified: members.contains(where: \.isClassified))
        }
    }
}

extension Candidate {
    /// What the channel may not carry, for those who ask later.
    fileprivate func clearance(by rulebook: Rulebook) -> [AttemptNote] {
        let channel = rulebook.channels[delivery.channel]
        return delivery.incidents.compactMap { id in
            let clearance = channel?.clearance(for: cases[id]?.classification)
            guard case .masked(let classification, let carries)? = clearance else { return nil }
            return .masked(
                id, classification: classification, carries: carries, channel: delivery.channel)
        }
    }
}
