import Calendars
import Rules

/// The instants of a policy's steps for one obligation, each calculated from the start.
struct EscalationTimeline {
    let policy: EscalationPolicy
    let openedAt: Instant
    /// The deadline; nil while unknown: then only steps counted from the opening have an instant.
    let dueAt: Instant?
    let zone: Zone
    /// The spans in which an acknowledgement was in effect, by start.
    let leases: [Range<Instant>]

    /// The indices of the steps that have an instant.
    var steps: [Int] {
        policy.steps.indices.filter { dueAt != nil || !policy.steps[$0].isFromDeadline }
    }

    /// Returns the total number of occurrences of a step.
    func count(_ step: Int) -> Int {
        1 + (policy.steps[step].repeat?.times ?? 0)
    }

    /// Returns the instant of a step's n-th occurrence, from 0.
    func instant(_ step: Int, _ n: Int) -> Instant {
        let first: Instant
        switch policy.steps[step].start {
        case .deadline(let offset): first = offset.applied(to: dueAt ?? openedAt, in: zone)
        case .opened(let delay): first = delay.added(to: openedAt, in: zone)
        }
        guard n > 0, let every = policy.steps[step].repeat?.every else { return first }
        return every.times(n).added(to: first, in: zone)
    }

    /// Returns the instant at which an occurrence may run: its own instant, or the end of the
    /// acknowledgement that holds it back.
    func speaksAt(_ step: Int, _ n: Int) -> Instant {
        released(instant(step, n), step)
    }

    /// Returns the earliest time from `instant` on at which no acknowledgement holds a step back.
    func released(_ instant: Instant, _ step: Int) -> Instant {
        guard policy.steps[step].if == .notAcknowledged else { return instant }
        var instant = instant
        for lease in leases where lease.contains(instant) { instant = lease.upperBound }
        return instant
    }

    /// Returns the number of occurrences of a step at or before an instant.
    func count(_ step: Int, through now: Instant) -> Int {
        (0..<count(step)).prefix { instant(step, $0) <= now }.count
    }

    /// Returns the instant at which the next outstanding occurrence may run.
    func next(after escalation: Escalation, from now: Instant) -> Instant? {
        steps.compactMap { step in
            let n = escalation.spoken(step)
            guard n < count(step) else { return nil }
            let own = speaksAt(step, n)
            return own <= now ? released(now, step) : own
        }.min()
    }

    /// The first instant at or after the deadline at which any step runs.
    var firstOverdue: Instant? {
        guard let dueAt else { return nil }
        return steps.compactMap { step in
            (0..<count(step)).lazy.map { instant(step, $0) }.first { $0 >= dueAt }
        }.min()
    }
}

extension EscalationStep {
    var isFromDeadline: Bool {
        if case .deadline = start { true } else { false }
    }
}
