import Calendars
import Cases
import Deliveries
import Rules

/// The circuits of all channels, and the ways around those that are broken.
struct Circuits: Sendable {
    /// Where a message goes now.
    enum Route: Sendable {
        case ahead
        /// By another way to the same person.
        case by(Delivery)
        /// Nowhere, before a way may work again.
        case later(Instant)
    }

    private var circuits: [Channel.ID: CircuitBreaker] = [:]
    /// Those that go out to find out whether another channel works again.
    private var probes: [Delivery.ID: Instant] = [:]
    /// Channels that have been found to work since the start.
    private var proven: Set<Channel.ID> = []

    /// By which way a message goes: its own, else the preferred one of those that work, else one
    /// that may try whether it does.
    ///
    /// While all are broken it stays where it is, and goes by whichever works first.
    mutating func route(
        _ delivery: Delivery, at now: Instant, by rulebook: Rulebook
    ) -> Route {
        // One that was withdrawn on the way never comes; its leave to go ahead ends.
        probes = probes.filter { $0.value > now }
        if probes.removeValue(forKey: delivery.id) != nil || admits(delivery.channel, at: now) {
            return .ahead
        }
        let others = delivery.otherWays(at: now, by: rulebook)
        if let other = others.first(where: { circuits[$0.channel]?.isClosed ?? true }) {
            return .by(other)
        }
        for other in others where admits(other.channel, at: now) {
            probes[other.id] = now + CircuitBreaker.probeMax
            return .by(other)
        }
        let channels = [delivery.channel] + others.map(\.channel)
        return .later(channels.compactMap { circuits[$0]?.nextProbe(at: now) }.min() ?? now)
    }

    /// Counts what came of an attempt; what it changed for the channel.
    mutating func record(
        _ channel: Channel.ID, _ receipt: Receipt, at now: Instant
    ) -> CircuitBreaker.Change? {
        switch receipt.bearing {
        case .fault(let isCertain):
            circuits[channel, default: CircuitBreaker()].fail(at: now, isCertain: isCertain)
        case .sound: circuits[channel]?.succeed()
        case .none: nil
        }
    }

    /// Whether a channel was found to work for the first time since the start; once.
    mutating func proves(_ channel: Channel.ID, by receipt: Receipt) -> Bool {
        guard case .sound = receipt.bearing else { return false }
        return proven.insert(channel).inserted
    }

    private mutating func admits(_ channel: Channel.ID, at now: Instant) -> Bool {
        guard var circuit = circuits[channel] else { return true }
        defer { circuits[channel] = circuit }
        return circuit.admits(at: now)
    }
}

extension Receipt {
    /// What it tells of the channel, beside one message or one recipient.
    fileprivate enum Bearing {
        /// `isCertain`: it said that it is about the channel.
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
