import Calendars
import Cases
import Deliveries
import Messages
import Rules
import Storage

/// The gates between a claimed message and its attempt: drill, mute, circuit, rate, in this order.
///
/// A value: what the channels did lately is in it, what time it is is told. It is not kept over a
/// restart: buckets are full then, and circuits closed.
struct Gates: Sendable {
    let retry: Retry
    private var circuits = Circuits()
    private var rates = Rates()

    /// How long a message waits at most before it is looked at again. Who changes the rules, or
    /// finds that a channel works again, wakes what waits for that.
    private static let waitMax = Duration.seconds(3_600)

    init(retry: Retry) {
        self.retry = retry
    }

    mutating func admit(
        _ candidates: [Candidate], at now: Instant, by rulebook: Rulebook
    ) -> Admission {
        var admission = Admission()
        var left: [Candidate] = []
        for candidate in candidates {
            let (spared, leftOut, why) = candidate.delivery.spared(candidate.cases, rulebook)
            guard let spared else {
                admission.rulings.append(
                    Ruling([candidate], .withdrawn, why.map { .drill($0) }))
                continue
            }
            var candidate = candidate
            candidate.delivery = spared
            if let why { candidate.notes.append(.leftOut(leftOut, why)) }
            if let hold = rulebook.hold(candidate, at: now) {
                let until = min(hold.until, now + Self.waitMax)
                admission.rulings.append(Ruling(candidate, heldFor: hold.why, until: until))
            } else if let ruling = divert(candidate, at: now, by: rulebook) {
                admission.rulings.append(ruling)
            } else {
                left.append(candidate)
            }
        }
        rates.limit(left, into: &admission, at: now, by: rulebook)
        return admission
    }

    /// Counts what came of an attempt; what it changed for the channel.
    mutating func record(
        _ channel: Channel.ID, _ receipt: Receipt, at now: Instant
    ) -> Circuit.Change? {
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
        switch circuits.route(candidate.delivery, at: now, by: rulebook) {
        case .ahead: return nil
        case .by(let other):
            return Ruling(
                [candidate], .refused, .rerouted(to: other.channel), sequel: .instead(other))
        case .later(let probe):
            let end = retry.end(of: candidate.delivery, at: now, by: rulebook)
            if now >= end {
                let said = DeliveryPhrases(.english).hold(.circuit(channel))
                return Ruling(
                    [candidate], .expired, .circuit(channel),
                    sequel: .passOn(Receipt.Answer(code: 0, text: said)))
            }
            return Ruling(candidate, heldFor: .circuit(channel), until: min(probe, end))
        }
    }
}

extension Rulebook {
    /// The mute that holds a message now, until when, and what is kept of that.
    fileprivate func hold(
        _ candidate: Candidate, at now: Instant
    ) -> (until: Instant, why: HoldReason)? {
        let holding = mutes.compactMap { mute in
            candidate.delivery.held(by: mute, candidate.cases, at: now).map {
                (until: $0, why: HoldReason.muted(by: mute.id, why: mute.why))
            }
        }
        return holding.max { $0.until < $1.until }
    }
}

/// The gates of one dispatcher, which its attempts share.
actor GateDesk {
    private var gates: Gates

    init(retry: Retry) {
        gates = Gates(retry: retry)
    }

    func admit(
        _ candidates: [Candidate], at now: Instant, by rulebook: Rulebook
    ) -> Admission {
        gates.admit(candidates, at: now, by: rulebook)
    }

    func record(_ channel: Channel.ID, _ receipt: Receipt, at now: Instant) -> Circuit.Change? {
        gates.record(channel, receipt, at: now)
    }

    func proves(_ channel: Channel.ID, by receipt: Receipt) -> Bool {
        gates.proves(channel, by: receipt)
    }
}
