import Calendars
import Cases
import Rules

/// Sends around channels that fail: by another channel to the same recipient, or later.
///
/// Keeps a circuit breaker for each channel; all are closed after a start.
struct CircuitStage: DispatchStage {
    let retry: RetryPolicy
    private var circuits: [Channel.ID: CircuitBreaker] = [:]
    /// Deliveries that go out to find out whether another channel works again, and until when they
    /// are waited for.
    private var probes: [Delivery.ID: Instant] = [:]
    /// The channels that were found to work since the start.
    private var proven: Set<Channel.ID> = []

    init(retry: RetryPolicy) {
        self.retry = retry
    }

    mutating func pass(
        _ deliveries: [LeasedDelivery], in round: inout DispatchRound
    ) -> [LeasedDelivery] {
        var left: [LeasedDelivery] = []
        for leased in deliveries {
            // Whoever asks for a delivery once more has mended something, or wants to know.
            if leased.request != nil || isOpenTo(leased, in: &round) { left.append(leased) }
        }
        return left
    }

    /// Decides about a delivery whose channel fails; returns true where it does not.
    ///
    /// While all its channels fail a delivery stays where it is, and goes by whichever works first.
    private mutating func isOpenTo(
        _ leased: LeasedDelivery, in round: inout DispatchRound
    ) -> Bool {
        let (now, delivery) = (round.now, leased.delivery)
        // One that was withdrawn on the way never comes; its leave to go ahead ends.
        probes = probes.filter { $0.value > now }
        if probes.removeValue(forKey: delivery.id) != nil || admits(delivery.channel, at: now) {
            return true
        }
        let others = delivery.otherWays(at: now, by: round.rulebook)
        if let other = others.first(where: { circuits[$0.channel]?.isClosed ?? true }) {
            round.decide(.reroute(leased, to: other))
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

    private mutating func admits(_ channel: Channel.ID, at now: Instant) -> Bool {
        guard var circuit = circuits[channel] else { return true }
        defer { circuits[channel] = circuit }
        return circuit.admits(at: now)
    }

    /// Counts one answer of a channel; returns what it changed.
    mutating func count(
        _ receipt: Receipt, of channel: Channel.ID, at now: Instant
    ) -> CircuitBreaker.Change? {
        switch receipt.bearing {
        case .fault(let isCertain):
            return circuits[channel, default: CircuitBreaker()].fail(at: now, isCertain: isCertain)
        case .sound:
            let change = circuits[channel]?.succeed()
            // It may have been told before the start that it fails.
            return proven.insert(channel).inserted ? .recovered : change
        case .none: return nil
        }
    }
}

extension Receipt {
    /// The meaning of a receipt for the channel, beside one message or one recipient.
    fileprivate enum Bearing {
        /// The channel failed; `isCertain`: the far side said that it is about the channel.
        case fault(isCertain: Bool)
        case sound
        /// Nobody was asked.
        case none
    }

    fileprivate var bearing: Bearing {
        switch self {
        case .delivered: .sound
        case .deferred(let answer, _):
            // 421: the server closes down (RFC 5321 section 4.2.3). 4xx else is about a mailbox,
            // 429 about a pace that buckets keep.
            answer.code == 0 || answer.code == 421 || (500..<600).contains(answer.code)
                ? .fault(isCertain: false) : .sound
        case .refused(let answer):
            switch answer.scope {
            case .channel: .fault(isCertain: true)
            case .message: answer.code == 0 ? .none : .sound
            }
        }
    }
}
