import Calendars
import Rules

/// The instants of a policy's steps for one obligation, each calculated from the start.
struct EscalationTimeline {
    let policy: EscalationPolicy
    let openedAt: Instant
    /// The start of the time to the deadline, of which steps take shares; nil while unknown.
    let since: Instant?
    /// The deadline; nil while unknown: then only steps counted from the opening have an instant.
    let dueAt: Instant?
    let zone: Zone
    /// The spans in which an acknowledgement was in effect, by start.
    let leases: [Range<Instant>]
    let calendars: [WorkCalendar.ID: WorkCalendar]

    /// The indices of the steps that have an instant.
    var steps: [Int] {
        policy.steps.indices.filter { dueAt != nil || !policy.steps[$0].isFromDeadline }
    }

    /// Returns the total number of occurrences of a step.
    func count(_ step: Int) -> Int {
        1 + (policy.steps[step].repeat?.times ?? 0)
    }

    /// Returns the instant of a step's n-th occurrence, from 0.
    ///
    /// A step whose calendar does not reach that far follows the clock alone: it still speaks.
    func instant(_ step: Int, _ n: Int) -> Instant {
        guard let hours = policy.steps[step].hours else { return instant(onTheClock: step, n) }
        return (try? instant(step, n, within: hours)) ?? instant(onTheClock: step, n)
    }

    /// Returns the instant at which an occurrence may run: its own instant, or the end of the
    /// acknowledgement that holds it back.
    func speaksAt(_ step: Int, _ n: Int) -> Instant {
        let own = instant(step, n)
        var speaks = released(own, step)
        guard speaks > own, let hours = policy.steps[step].hours, hours.areKept,
            let calendar = calendars[hours.calendar]
        else { return speaks }
        // The end of an acknowledgement outside working hours waits for the next opening.
        while let opens = try? calendar.opening(from: speaks), opens > speaks {
            if let dueAt, own < dueAt, opens > dueAt { return speaks }
            let next = released(opens, step)
            speaks = next
            if next == opens { break }
        }
        return speaks
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

// MARK: By the clock

extension EscalationTimeline {
    private func instant(onTheClock step: Int, _ n: Int) -> Instant {
        let first: Instant
        switch policy.steps[step].start {
        case .deadline(let offset): first = offset.applied(to: dueAt ?? openedAt, in: zone)
        case .opened(let delay): first = delay.added(to: openedAt, in: zone)
        case .share(let share): first = begins + share.of(ends - begins)
        }
        guard n > 0, let every = policy.steps[step].repeat?.every else { return first }
        return every.times(n).added(to: first, in: zone)
    }

    /// The span to the deadline, of which steps take shares.
    private var ends: Instant { dueAt ?? openedAt }
    private var begins: Instant { min(since ?? openedAt, ends) }
}

// MARK: In working time

extension EscalationTimeline {
    /// Returns the question for which an occurrence follows the clock alone; nil if it does not.
    func trouble(_ step: Int, _ n: Int) -> OpenQuestion? {
        guard let hours = policy.steps[step].hours else { return nil }
        do throws(OpenQuestion) {
            _ = try instant(step, n, within: hours)
            return nil
        } catch {
            return error
        }
    }

    private func instant(
        _ step: Int, _ n: Int, within hours: EscalationStep.Hours
    ) throws(OpenQuestion) -> Instant {
        guard let calendar = calendars[hours.calendar] else {
            throw OpenQuestion.calendar(hours.calendar)
        }
        do throws(WorkCalendar.Incomplete) {
            let own =
                hours.areCounted
                ? try counted(policy.steps[step], n, in: calendar) : instant(onTheClock: step, n)
            return hours.areKept ? try kept(own, in: calendar) : own
        } catch {
            throw OpenQuestion.coverage(error)
        }
    }

    /// Returns an occurrence at its distance in working time.
    private func counted(
        _ step: EscalationStep, _ n: Int, in calendar: WorkCalendar
    ) throws(WorkCalendar.Incomplete) -> Instant {
        let first: Instant
        switch step.start {
        case .deadline(let offset):
            let span = offset.period.exact
            first =
                offset.isNegative
                ? try calendar.beginning(businessTime: span, before: ends)
                : try calendar.later(span, than: ends)
        case .opened(let delay): first = try calendar.later(delay.exact, than: openedAt)
        case .share(let share): first = try counted(share, in: calendar)
        }
        guard n > 0, let every = step.repeat?.every.exact else { return first }
        return try calendar.later(every * n, than: first)
    }

    private func counted(
        _ share: EscalationStep.Share, in calendar: WorkCalendar
    ) throws(WorkCalendar.Incomplete) -> Instant {
        let whole = try calendar.workingTime(from: begins, to: ends)
        let part = share.of(whole)
        if part < whole { return try calendar.later(part, than: begins) }
        return share.isWhole ? ends : try calendar.later(part - whole, than: ends)
    }

    /// Returns an instant within working hours: the next opening, or the last closing if a step
    /// before the deadline would otherwise come after it.
    private func kept(
        _ instant: Instant, in calendar: WorkCalendar
    ) throws(WorkCalendar.Incomplete) -> Instant {
        guard let dueAt, instant < dueAt else { return try calendar.opening(from: instant) }
        if let opens = try? calendar.opening(from: instant), opens <= dueAt { return opens }
        return try calendar.closing(before: instant)
    }
}

extension WorkCalendar {
    /// Returns the instant an amount of working time later; the instant itself for no time at all.
    fileprivate func later(_ span: Duration, than instant: Instant) throws(Incomplete) -> Instant {
        span == .zero ? instant : try deadline(businessTime: span, after: instant)
    }
}

extension EscalationStep {
    var isFromDeadline: Bool {
        switch start {
        case .deadline, .share: true
        case .opened: false
        }
    }
}
