import Calendars
import Cases
import Rules

/// The stage that avoids failing channels: it reroutes deliveries to another channel of the same
/// recipient, or delays them.
///
/// Keeps a circuit breaker for each channel; all are closed after a start.
struct CircuitStage: DispatchStage {
    let retry: RetryPolicy
    private var circuits: [Channel.ID: CircuitBreaker] = [:]
    /// The deliveries that probe another channel, each with the instant until which the probe is
    /// awaited.
    private var probes: [Delivery.ID: Instant] = [:]
    /// The channels that have worked since the start.
    private var proven: Set<Channel.ID> = []
    /// The rules of the last round; with others each failing channel is probed at once.
    private var rulesDigest: String?

    init(retry: RetryPolicy) {
        self.retry = retry
    }

    mutating func pass(
        _ deliveries: [LeasedDelivery], in round: inout DispatchRound
    ) -> [LeasedDelivery] {
        if rulesDigest != round.rulebook.digest {
            rulesDigest = round.rulebook.digest
            for channel in circuits.keys { circuits[channel]?.allowProbe(at: round.now) }
        }
        var left: [LeasedDelivery] = []
        for leased in deliveries {
            // A person who requests a retry has repaired something, or wants to check.
            if leased.request != nil || isOpenTo(leased, in: &round) { left.append(leased) }
        }
        return left
    }

    /// Decides about a delivery whose channel fails; returns true if the channel works.
    ///
    /// While all of its channels fail, a delivery stays on its channel and uses the first one that
    /// works again.
    private mutating func isOpenTo(
        _ leased: LeasedDelivery, in round: inout DispatchRound
    ) -> Bool {
        let (now, delivery) = (round.now, leased.delivery)
        // A withdrawn probe never arrives; its permission expires.
        probes = probes.filter { $0.value > now }
        if probes.removeValue(forKey: delivery.id) != nil || isClosed(delivery.channel) {
            return true
        }
        let others = delivery.otherWays(at: now, by: round.rulebook)
        let working = others.first { isClosed($0.channel) }
        // A message that has failed here probes no more if it can go another way.
        let mayProbe = working == nil || leased.attempts == 0
        if mayProbe, admits(delivery.channel, at: now) { return true }
        if let working {
            round.decide(.reroute(leased, to: working))
            return false
        }
        for other in others where admits(other.channel, at: now) {
            probes[other.id] = now + CircuitBreaker.probeMax
            round.decide(.reroute(leased, to: other))
            return false
        }
        let channels = [delivery.channel] + others.map(\.channel)
        let probe = channels.compactMap { circuits[$0]?.nextProbe(at: now) }.min() ?? now
        let end = retry.end(of: delivery, at: now, by: round.rulebook)
        if now >= end {
            round.decide(.expire(leased, .circuit(delivery.channel)))
        } else {
            round.decide(.hold(leased, .circuit(delivery.channel), until: min(probe, end)))
        }
        return false
    }

    private func isClosed(_ channel: Channel.ID) -> Bool {
        circuits[channel]?.isClosed ?? true
    }

    private mutating func admits(_ channel: Channel.ID, at now: Instant) -> Bool {
        guard var circuit = circuits[channel] else { return true }
        defer { circuits[channel] = circuit }
        return circuit.admits(at: now)
    }

    /// Returns the instant of the next probe of a failing channel; nil for one that works.
    func nextProbe(of channel: Channel.ID, at now: Instant) -> Instant? {
        guard let circuit = circuits[channel], !circuit.isClosed else { return nil }
        return circuit.nextProbe(at: now)
    }

    /// Counts one response of a channel; returns the change of state.
    mutating func count(
        _ receipt: Receipt, of channel: Channel.ID, at now: Instant
    ) -> CircuitBreaker.Change? {
        switch receipt.bearing {
        case .fault(let isCertain):
            return circuits[channel, default: CircuitBreaker()].fail(at: now, isCertain: isCertain)
        case .doubtful: return circuits[channel, default: CircuitBreaker()].doubt(at: now)
        case .sound:
            let change = circuits[channel]?.succeed()
            // The failure may have been reported before the start.
            return proven.insert(channel).inserted ? .recovered : change
        case .none: return nil
        }
    }
}

extension Receipt {
    /// The meaning of a receipt for the channel, beyond one message or recipient.
    fileprivate enum Bearing {
        /// The channel failed. `isCertain`: the receiving side stated that the fault concerns the
        /// channel.
        case fault(isCertain: Bool)
        case sound
        /// The channel answered with a code that is not known.
        case doubtful
        /// The channel was not contacted.
        case none
    }

    fileprivate var bearing: Bearing {
        switch self {
        case .delivered: .sound
        case .deferred(let answer, _):
            // 421: the server closes down (RFC 5321 section 4.2.3). Other 4xx replies concern a
            // mailbox, 429 a rate, which the buckets handle.
            answer.code == 0 || answer.code == 421 || (500..<600).contains(answer.code)
                ? .fault(isCertain: false) : .sound
        case .refused(let answer):
            switch answer.scope {
            case .channel: .fault(isCertain: true)
            case .unknown: .doubtful
            case .message: answer.code == 0 ? .none : .sound
            }
        }
    }
}
