import Calendars
import Cases
import Deliveries
import Rules
import Storage

/// The gates between a claimed message and its attempt: drill, mute, circuit, rate, in this order.
///
/// A value: what the channels did lately is in it, what time it is is told. It is not kept over a
/// restart: buckets are full then, and circuits closed.
struct Gates: Sendable {
    let owner: String
    let retry: RetryPolicy
    private var circuits = Circuits()
    private var rates = Rates()

    /// How long a message waits at most before it is looked at again. Who changes the rules, or
    /// finds that a channel works again, wakes what waits for that.
    private static let waitMax = Duration.seconds(3_600)

    /// `owner` names the worker in whose leases the candidates are.
    init(owner: String, retry: RetryPolicy) {
        self.owner = owner
        self.retry = retry
    }

    mutating func admit(
        _ candidates: [Candidate], at now: Instant, by rulebook: Rulebook
    ) -> Admission {
        var admission = Admission()
        var left: [Candidate] = []
        for candidate in candidates {
            let (spared, leftOut, exclusion) = candidate.delivery.spared(candidate.cases, rulebook)
            let why = exclusion.map {
                $0 == .outside
                    ? "a drill, which does not reach contacts outside"
                    : "a drill, which reaches only contacts of the rules"
            }
            guard let spared else {
                admission.rulings.append(Ruling([candidate], .withdrawn, why ?? "", by: owner))
                continue
            }
            var candidate = candidate
            candidate.delivery = spared
            let names = leftOut.map(\.text).joined(separator: ", ")
            candidate.remarks += [why.map { "\(names) is left out: \($0)" }].compactMap(\.self)
            if let hold = rulebook.hold(candidate, at: now) {
                let until = min(hold.until, now + Self.waitMax)
                admission.rulings.append(
                    Ruling(
                        [candidate], .deferred(until: until), candidate.noting(hold.why),
                        by: owner))
            } else if let ruling = divert(candidate, at: now, by: rulebook) {
                admission.rulings.append(ruling)
            } else {
                left.append(candidate)
            }
        }
        rates.limit(left, into: &admission, owner: owner, at: now, by: rulebook)
        return admission
    }

    /// Counts what came of an attempt; what it changed for the channel.
    mutating func record(
        _ channel: Channel.ID, _ receipt: Receipt, at now: Instant
    ) -> CircuitBreaker.Change? {
        circuits.record(channel, receipt, at: now)
    }

    /// Whether a channel was found to work for the first time since the start; once.
    mutating func proves(_ channel: Channel.ID, by receipt: Receipt) -> Bool {
        circuits.proves(channel, by: receipt)
    }

    /// What becomes of a message whose channel is thought to fail; nil: it may be sent.
    private mutating func divert(
        _ candidate: Candidate, at now: Instant, by rulebook: Rulebook
    ) -> Ruling? {
        // Who asks for one once more has mended something, or wants to know.
        if candidate.entry.isAskedFor { return nil }
        let channel = candidate.delivery.channel
        let why = Self.failing(channel)
        switch circuits.route(candidate.delivery, at: now, by: rulebook) {
        case .ahead: return nil
        case .by(let other):
            return Ruling(
                [candidate], .refused, why + "; sent by \(other.channel)", by: owner,
                sequel: .instead(other))
        case .later(let probe):
            let end = retry.end(of: candidate.delivery, at: now, by: rulebook)
            if now >= end {
                return Ruling(
                    [candidate], .expired, why + ", and its time is over", by: owner,
                    sequel: .passOn(Receipt.Answer(code: 0, text: why)))
            }
            return Ruling(
                [candidate], .deferred(until: min(probe, end)), candidate.noting(why), by: owner)
        }
    }

    /// What is said of a message that waits for a channel to work again.
    static func failing(_ channel: Channel.ID) -> String {
        "the channel \(channel)" + Candidate.failingMark
    }
}

extension Rulebook {
    /// The mute that holds a message now, until when, and what is kept of that.
    fileprivate func hold(
        _ candidate: Candidate, at now: Instant
    ) -> (until: Instant, why: String)? {
        let holding = mutes.compactMap { mute in
            candidate.delivery.held(by: mute, candidate.cases, at: now).map {
                (until: $0, why: mute.remark)
            }
        }
        return holding.max { $0.until < $1.until }
    }
}

/// The gates of one dispatcher, which its attempts share.
actor GateDesk {
    private var gates: Gates

    init(owner: String, retry: RetryPolicy) {
        gates = Gates(owner: owner, retry: retry)
    }

    func admit(
        _ candidates: [Candidate], at now: Instant, by rulebook: Rulebook
    ) -> Admission {
        gates.admit(candidates, at: now, by: rulebook)
    }

    func record(_ channel: Channel.ID, _ receipt: Receipt, at now: Instant) -> CircuitBreaker.Change? {
        gates.record(channel, receipt, at: now)
    }

    func proves(_ channel: Channel.ID, by receipt: Receipt) -> Bool {
        gates.proves(channel, by: receipt)
    }
}
