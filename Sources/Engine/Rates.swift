import Calendars
import Cases
import Deliveries
import Rules
import Storage

/// How many messages have left of late, by channel and by recipient, and who must wait.
struct Rates: Sendable {
    private var channelBuckets: [Channel.ID: Bucket] = [:]
    private var laneBuckets: [Candidate.Lane: Bucket] = [:]
    private var queues: [Channel.ID: Queue] = [:]

    /// So many buckets of recipients are kept before those that are full again are let go.
    private static let lanesMax = 1_000
    /// No message waits for longer before it is looked at again: those before it in the queue may
    /// have been reported meanwhile.
    private static let waitMax = Duration.seconds(120)
    /// Nor for less.
    private static let waitMin = Duration.milliseconds(50)

    /// Lets through what the rates allow; what waits is put together, nothing is dropped.
    mutating func limit(
        _ candidates: [Candidate], into admission: inout Admission, at now: Instant,
        by rulebook: Rulebook
    ) {
        if laneBuckets.count > Self.lanesMax {
            laneBuckets = laneBuckets.filter { !$0.value.isFull(at: now) }
        }
        for channel in queues.keys { queues[channel]?.prune(at: now) }
        var lanes: [Candidate.Lane: [Candidate]] = [:]
        var order: [Candidate.Lane] = []
        for candidate in candidates {
            if lanes[candidate.lane] == nil { order.append(candidate.lane) }
            lanes[candidate.lane, default: []].append(candidate)
        }
        for lane in order {
            prepare(lane, at: now, by: rulebook)
            let all = lanes[lane] ?? []
            let first = all.filter(\.isFirstWord)
            let isLimited = rulebook.channels[lane.channel]?.isLimited ?? false
            for candidate in first {
                take(lane, at: now)
                admission.pass(candidate, isLimited ? .firstNotice : nil)
            }
            let rest = all.filter { !$0.isFirstWord }
            let single = admission.merge(
                rest.filter(\.wasMuted), evenAlone: true, by: rulebook)
            let others = rest.filter { !$0.wasMuted } + single
            if isLimited {
                limit(others, of: lane, into: &admission, at: now, by: rulebook)
            } else {
                for candidate in others { admission.pass(candidate) }
            }
        }
    }

    private mutating func limit(
        _ candidates: [Candidate], of lane: Candidate.Lane, into admission: inout Admission,
        at now: Instant, by rulebook: Rulebook
    ) {
        guard !candidates.isEmpty else { return }
        let isTooMuch = candidates.count > room(lane, at: now)
        let left =
            isTooMuch
            ? admission.merge(candidates, evenAlone: false, by: rulebook)
            : candidates
        for candidate in left {
            if room(lane, at: now) > 0 {
                take(lane, at: now)
                queues[lane.channel]?.leave(lane)
                admission.pass(candidate)
                continue
            }
            let turn = min(max(turn(lane, at: now), now + Self.waitMin), now + Self.waitMax)
            admission.rulings.append(
                Ruling(candidate, heldFor: .rate(lane.channel), until: turn))
        }
    }

    /// When what waits in a lane may leave: all of it together, so that it becomes one message.
    ///
    /// A lane has a place in the queue of its channel, so that a long queue is not read through
    /// for every token; who misses a turn by a moment keeps the place. Who waits for a rate of
    /// their own only stands in nobody's way.
    private mutating func turn(_ lane: Candidate.Lane, at now: Instant) -> Instant {
        let own = laneBuckets[lane]?.nextToken(at: now) ?? now
        guard let bucket = channelBuckets[lane.channel], bucket.room(at: now) == 0 else {
            return own
        }
        let next = bucket.nextToken(at: now)
        return queues[lane.channel, default: Queue()].turn(
            of: lane, from: max(own, next), after: next, every: bucket.rate.interval, at: now)
    }

    private func room(_ lane: Candidate.Lane, at now: Instant) -> Int {
        [channelBuckets[lane.channel], laneBuckets[lane]].compactMap { $0?.room(at: now) }.min()
            ?? Int.max
    }

    private mutating func take(_ lane: Candidate.Lane, at now: Instant) {
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
            queues[lane.channel] = nil
        }
        if laneBuckets[lane]?.rate != channel?.ratePerRecipient {
            laneBuckets[lane] = channel?.ratePerRecipient.map { Bucket($0, at: now) }
        }
        channelBuckets[lane.channel]?.heed(now)
        laneBuckets[lane]?.heed(now)
    }
}

/// The lanes that wait for the rate of one channel.
private struct Queue: Sendable {
    private var turns: [Candidate.Lane: Instant] = [:]
    private var prunedAt: Instant?

    /// How long the turn of a lane that has nothing to send any more is kept.
    private static let slack = Duration.seconds(5)
    private static let pruneEvery = Duration.seconds(1)

    /// The turn of a lane: the one it has, or the next one after all others.
    mutating func turn(
        of lane: Candidate.Lane, from earliest: Instant, after next: Instant,
        every interval: Duration, at now: Instant
    ) -> Instant {
        let behind = next + interval * turns.count
        let turn = max(earliest, turns[lane].map { max($0, next) } ?? behind)
        turns[lane] = turn
        return turn
    }

    mutating func leave(_ lane: Candidate.Lane) {
        turns[lane] = nil
    }

    /// Gives back the turns of those whose messages were reported, or taken elsewhere.
    mutating func prune(at now: Instant) {
        if let prunedAt, now < prunedAt { turns = [:] }
        guard prunedAt.map({ now - $0 >= Self.pruneEvery || now < $0 }) ?? true else { return }
        turns = turns.filter { $0.value + Self.slack >= now }
        prunedAt = now
    }
}

extension Channel.Rate {
    /// From one token to the next.
    fileprivate var interval: Duration { per / messages }
}

extension Admission {
    fileprivate mutating func pass(_ candidate: Candidate, _ note: AttemptNote? = nil) {
        var candidate = candidate
        candidate.notes += [note].compactMap(\.self)
        passed.append(candidate)
    }

    /// Puts several into one, or as many as they need, which take their place in the outbox; those
    /// that are left alone are returned.
    ///
    /// Each is a delivery of its own, kept before it is sent: its id is the same for every attempt.
    /// With `evenAlone` one alone is too, where there is something to be said above it.
    fileprivate mutating func merge(
        _ candidates: [Candidate], evenAlone: Bool, by rulebook: Rulebook
    ) -> [Candidate] {
        var left = candidates.filter { !$0.isMergeable }
        let kinds = Dictionary(grouping: candidates.filter(\.isMergeable), by: \.kind)
        for kind in kinds.values.sorted(by: { $0[0].delivery.id < $1[0].delivery.id }) {
            for load in Delivery.loads(of: kind, \.delivery) {
                guard load.count > 1 || evenAlone else {
                    left += load
                    continue
                }
                let id = Delivery.bundleID(of: load.map(\.delivery))
                rulings.append(
                    Ruling(
                        load, mergedInto: id, sequel: .together(as: id, load.gathering(rulebook))))
            }
        }
        return left
    }
}

extension [Candidate] {
    /// What is kept of those that go together; there is at least one.
    fileprivate func gathering(_ rulebook: Rulebook) -> Ruling.Gathering {
        let muted = filter(\.wasMuted)
        // The words of the rule as it now stands, if it still does.
        let mutes = muted.first?.entry.holds.compactMap { hold -> Mute? in
            guard case .muted(let id, _) = hold else { return nil }
            return rulebook.mutes.first { $0.id == id }
        }
        let mute = mutes?.first
        return Ruling.Gathering(
            entry: self[0].entry, kind: self[0].kind, mutedCount: muted.count, why: mute?.why)
    }
}

extension Candidate {
    /// What waited for the end of a mute is the first word no more: it goes with the rest.
    fileprivate var isFirstWord: Bool { delivery.isFirst && !wasMuted }

    fileprivate var isMergeable: Bool { delivery.isMergeable && entry.mayBeMerged }
}

extension Channel {
    fileprivate var isLimited: Bool { rate != nil || ratePerRecipient != nil }
}
