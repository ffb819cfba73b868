import Calendars
import Cases
import Rules
import Storage

/// How many messages have left of late, by channel and by recipient, and who must wait.
struct Rates: Sendable {
    private var channelBuckets: [Channel.ID: Bucket] = [:]
    private var laneBuckets: [Candidate.Lane: Bucket] = [:]

    /// Until when the messages that a rate holds back have been given their turns.
    private var turnsGiven: [Channel.ID: Instant] = [:]

    /// So many buckets of recipients are kept before those that are full again are let go.
    private static let lanesMax = 1_000

    /// Lets through what the rates allow; what waits is put together, nothing is dropped.
    mutating func limit(
        _ candidates: [Candidate], into admission: inout Admission, owner: String,
        at now: Instant, by rulebook: Rulebook
    ) {
        if laneBuckets.count > Self.lanesMax {
            laneBuckets = laneBuckets.filter { !$0.value.isFull(at: now) }
        }
        var lanes: [Candidate.Lane: [Candidate]] = [:]
        var order: [Candidate.Lane] = []
        for candidate in candidates {
            if lanes[candidate.lane] == nil { order.append(candidate.lane) }
            lanes[candidate.lane, default: []].append(candidate)
        }
        for lane in order {
            let all = lanes[lane] ?? []
            // What waited for the end of a mute is the first word no more: it goes with the rest.
            let first = all.filter { $0.delivery.isFirst && !$0.wasMuted }
            let isLimited = rulebook.channels[lane.channel]?.isLimited ?? false
            for candidate in first {
                take(lane, at: now, by: rulebook)
                admission.pass(
                    candidate,
                    isLimited ? "the first word on the incident: no limit holds it" : nil)
            }
            let rest = all.filter { !$0.delivery.isFirst || $0.wasMuted }
            let single = admission.merge(rest.filter(\.wasMuted), owner: owner, by: rulebook)
            limit(
                rest.filter { !$0.wasMuted } + single, of: lane, into: &admission, owner: owner,
                at: now, by: rulebook)
        }
    }

    private mutating func limit(
        _ candidates: [Candidate], of lane: Candidate.Lane, into admission: inout Admission,
        owner: String, at now: Instant, by rulebook: Rulebook
    ) {
        guard rulebook.channels[lane.channel]?.isLimited ?? false else {
            for candidate in candidates { admission.pass(candidate) }
            return
        }
        let room = room(lane, at: now, by: rulebook)
        if candidates.count <= room.messages {
            for candidate in candidates {
                take(lane, at: now, by: rulebook)
                admission.pass(candidate)
            }
            return
        }
        for candidate in admission.merge(candidates, owner: owner, by: rulebook) {
            let why = "the rate of the channel \(lane.channel)"
            let turn = turn(on: lane.channel, after: room.next, by: rulebook)
            admission.rulings.append(
                Ruling([candidate], .deferred(until: turn), why, by: owner))
        }
    }

    /// When a message that has to wait is looked at again: one after another, so that a long queue
    /// is not read through for every token.
    private mutating func turn(
        on channel: Channel.ID, after next: Instant, by rulebook: Rulebook
    ) -> Instant {
        guard let rate = rulebook.channels[channel]?.rate else { return next }
        let turn = max(next, turnsGiven[channel] ?? next)
        turnsGiven[channel] = turn + rate.per / rate.messages
        return turn
    }

    private mutating func room(
        _ lane: Candidate.Lane, at now: Instant, by rulebook: Rulebook
    ) -> (messages: Int, next: Instant) {
        prepare(lane, at: now, by: rulebook)
        let buckets = [channelBuckets[lane.channel], laneBuckets[lane]].compactMap(\.self)
        return (
            buckets.map { $0.room(at: now) }.min() ?? Int.max,
            buckets.map { $0.nextToken(at: now) }.max() ?? now
        )
    }

    private mutating func take(_ lane: Candidate.Lane, at now: Instant, by rulebook: Rulebook) {
        prepare(lane, at: now, by: rulebook)
        _ = channelBuckets[lane.channel]?.take(at: now)
        _ = laneBuckets[lane]?.take(at: now)
    }

    /// Sees to it that there is a full bucket for each rate that the rules now have.
    private mutating func prepare(
        _ lane: Candidate.Lane, at now: Instant, by rulebook: Rulebook
    ) {
        let channel = rulebook.channels[lane.channel]
        if channelBuckets[lane.channel]?.rate != channel?.rate {
            channelBuckets[lane.channel] = channel?.rate.map { Bucket($0, at: now) }
        }
        if laneBuckets[lane]?.rate != channel?.ratePerRecipient {
            laneBuckets[lane] = channel?.ratePerRecipient.map { Bucket($0, at: now) }
        }
    }
}

extension Admission {
    fileprivate mutating func pass(_ candidate: Candidate, _ remark: String? = nil) {
        var candidate = candidate
        candidate.remarks += [remark].compactMap(\.self)
        passed.append(candidate)
    }

    /// Puts several into one, or as many as they need, which take their place in the outbox; those
    /// that are left alone are returned.
    ///
    /// Each is a delivery of its own, kept before it is sent: its id is the same for every attempt.
    fileprivate mutating func merge(
        _ candidates: [Candidate], owner: String, by rulebook: Rulebook
    ) -> [Candidate] {
        var single = candidates.filter { !$0.delivery.isMergeable }
        for load in Delivery.loads(of: candidates.filter(\.delivery.isMergeable), \.delivery) {
            guard load.count > 1 else {
                single += load
                continue
            }
            let id = Delivery.bundleID(of: load.map(\.delivery))
            rulings.append(
                Ruling(
                    load, .merged, Settlement.merged(into: id), by: owner,
                    sequel: .together(as: id, note: load.note(rulebook))))
        }
        return single
    }
}

extension [Candidate] {
    /// What is said of those that were muted.
    fileprivate func note(_ rulebook: Rulebook) -> String {
        let muted = filter(\.wasMuted)
        guard let first = muted.first else { return "" }
        let why = rulebook.mutes.first { first.entry.remark == $0.remark }?.why
        return rulebook.mutedNote(muted.count, why: why, to: first.delivery.to)
    }
}

extension Candidate {
    /// Whether it waited for the end of a mute.
    fileprivate var wasMuted: Bool { entry.remark?.hasPrefix(Mute.mark) ?? false }
}

extension Channel {
    fileprivate var isLimited: Bool { rate != nil || ratePerRecipient != nil }
}
