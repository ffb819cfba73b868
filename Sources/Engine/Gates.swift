import Calendars
import Cases
import Rules
import Storage

/// A claimed delivery on its way to be sent, with the cases it is about.
struct Candidate: Sendable {
    let entry: OutboxEntry
    let delivery: Delivery
    let cases: [Incident.ID: Case]
    /// What the stages decided about it, for those who ask later.
    var remarks: [String] = []

    /// Those that one person gets at one address by one channel.
    struct Lane: Hashable, Sendable {
        let channel: Channel.ID
        let recipient: String
        let address: String?
        let via: [Channel.ID]?
        let reach: Int
        /// A drill is never put together with what is real.
        let isDrill: Bool
    }

    var lane: Lane {
        Lane(
            channel: delivery.channel, recipient: delivery.to.description,
            address: delivery.address, via: delivery.via, reach: delivery.reach,
            isDrill: cases.values.contains(where: \.isDrill))
    }
}

/// What becomes of candidates at one moment.
struct Admission: Sendable {
    var passed: [Candidate] = []
    /// What waits, is put together, or is not to be sent at all.
    var settlements: [Settlement] = []
    /// What goes out in their place.
    var fresh: [Delivery] = []
}

/// The gates between a claimed message and its attempt: drill, mute, circuit, rate, in this order.
///
/// A value: what the channels did lately is in it, what time it is is told. It is not kept over a
/// restart: buckets are full then, and circuits closed.
struct Gates: Sendable {
    private var circuits: [Channel.ID: Circuit] = [:]
    private var channelBuckets: [Channel.ID: Bucket] = [:]
    private var laneBuckets: [Candidate.Lane: Bucket] = [:]

    /// Until when the messages that a rate holds back have been given their turns.
    private var turnsGiven: [Channel.ID: Instant] = [:]

    /// How long a muted message waits at most before it is looked at again: a mute may be lifted.
    private static let mutedMax = Duration.seconds(60)

    mutating func admit(
        _ candidates: [Candidate], owner: String, at now: Instant, by rulebook: Rulebook
    ) -> Admission {
        var admission = Admission()
        var left: [Candidate] = []
        for candidate in candidates {
            if let why = candidate.delivery.staysInside(candidate.cases, rulebook) {
                admission.settle(candidate, .withdrawn, why, by: owner)
            } else if let hold = rulebook.hold(candidate, at: now) {
                let until = min(hold.until, now + Self.mutedMax)
                admission.settle(candidate, .deferred(until: until), hold.why, by: owner)
            } else if !pass(candidate, &admission, owner, now, rulebook) {
                continue
            } else {
                left.append(candidate)
            }
        }
        limit(left, into: &admission, owner: owner, at: now, by: rulebook)
        return admission
    }

    /// Counts what came of an attempt; what it changed for the channel.
    mutating func record(
        _ channel: Channel.ID, _ receipt: Receipt, at now: Instant
    ) -> Circuit.Change? {
        receipt.isFaultOfChannel
            ? circuits[channel, default: Circuit()].fail(at: now)
            : circuits[channel]?.succeed()
    }
}

// MARK: Circuit

extension Gates {
    /// Whether the channel is thought to work; else another way is taken, or a better time.
    private mutating func pass(
        _ candidate: Candidate, _ admission: inout Admission, _ owner: String, _ now: Instant,
        _ rulebook: Rulebook
    ) -> Bool {
        let channel = candidate.delivery.channel
        guard var circuit = circuits[channel] else { return true }
        let admits = circuit.admits(at: now)
        circuits[channel] = circuit
        if admits { return true }
        let why = "the channel \(channel) fails again and again"
        if let other = candidate.delivery.failover(at: now, by: rulebook) {
            admission.settle(candidate, .refused, why + "; sent by \(other.channel)", by: owner)
            admission.fresh.append(other)
        } else {
            let until = circuit.nextProbe(at: now)
            admission.settle(candidate, .deferred(until: until), why, by: owner)
        }
        return false
    }
}

extension Receipt {
    /// Whether it tells of the channel and not of one message or one recipient.
    fileprivate var isFaultOfChannel: Bool {
        guard case .deferred(let answer, _) = self else { return false }
        // 421: the server closes down (RFC 5321 section 4.2.3). 4xx else is about a mailbox, 429
        // about a pace that buckets keep.
        return answer.code == 0 || answer.code == 421 || (500..<600).contains(answer.code)
    }
}

// MARK: Rate

extension Gates {
    /// Lets through what the rates allow; what waits is put together, nothing is dropped.
    private mutating func limit(
        _ candidates: [Candidate], into admission: inout Admission, owner: String,
        at now: Instant, by rulebook: Rulebook
    ) {
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
            let muted = rest.filter(\.wasMuted)
            if muted.count > 1 {
                admission.merge(muted, owner: owner, at: now, by: rulebook)
            }
            let others = muted.count > 1 ? rest.filter { !$0.wasMuted } : rest
            limit(others, of: lane, into: &admission, owner: owner, at: now, by: rulebook)
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
        let mergeable = candidates.filter(\.delivery.isMergeable)
        if mergeable.count > 1 { admission.merge(mergeable, owner: owner, at: now, by: rulebook) }
        for candidate in candidates where mergeable.count < 2 || !candidate.delivery.isMergeable {
            let why = "the rate of the channel \(lane.channel)"
            let turn = turn(on: lane.channel, after: room.next, by: rulebook)
            admission.settle(candidate, .deferred(until: turn), why, by: owner)
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

    fileprivate mutating func settle(
        _ candidate: Candidate, _ outcome: Settlement.Outcome, _ why: String, by owner: String
    ) {
        settlements.append(
            Settlement(
                delivery: candidate.entry.id, owner: owner, outcome: outcome, attempt: nil,
                remark: why))
    }

    /// Puts several into one, which takes their place in the outbox.
    ///
    /// It is a delivery of its own, kept before it is sent: its id is the same for every attempt.
    fileprivate mutating func merge(
        _ candidates: [Candidate], owner: String, at now: Instant, by rulebook: Rulebook
    ) {
        guard
            let bundle = Delivery(
                joining: candidates.map(\.delivery), candidates.note(rulebook), at: now)
        else { return }
        for candidate in candidates {
            settle(candidate, .merged, Settlement.merged(into: bundle.id), by: owner)
        }
        fresh.append(bundle)
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

extension Mute {
    fileprivate static let mark = "muted by "
    fileprivate var remark: String { "\(Self.mark)\(id)\(why.map { ": \($0)" } ?? "")" }
}

extension Channel {
    fileprivate var isLimited: Bool { rate != nil || ratePerRecipient != nil }
}

extension Rulebook {
    /// The mute that holds a message now, until when, and what is kept of that.
    fileprivate func hold(
        _ candidate: Candidate, at now: Instant
    ) -> (until: Instant, why: String)? {
        let holding = mutes.compactMap { mute in
            mute.span(at: now).flatMap { span in
                candidate.delivery.isHeld(by: mute, candidate.cases)
                    ? (until: span.upperBound, why: mute.remark) : nil
            }
        }
        return holding.max { $0.until < $1.until }
    }
}

/// The gates of one dispatcher, which its attempts share.
actor GateDesk {
    private var gates = Gates()

    func admit(
        _ candidates: [Candidate], owner: String, at now: Instant, by rulebook: Rulebook
    ) -> Admission {
        gates.admit(candidates, owner: owner, at: now, by: rulebook)
    }

    func record(_ channel: Channel.ID, _ receipt: Receipt, at now: Instant) -> Circuit.Change? {
        gates.record(channel, receipt, at: now)
    }
}
