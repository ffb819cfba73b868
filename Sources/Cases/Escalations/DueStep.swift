import Calendars
import JSON
import Rules

/// A step of an obligation whose time has come, with those it is for.
struct DueStep {
    let step: Int
    /// The instant it was for; where several occurrences are due, the last.
    let meantFor: Instant
    /// The instant from which it could speak: later than `meantFor` if it was held back.
    let at: Instant
    /// How many of its occurrences have come, this one counted.
    let through: Int
}

extension EscalationTimeline {
    /// The steps that may speak now, each once however often its time has come.
    func dueSteps(after escalation: Escalation, at now: Instant) -> [DueStep] {
        steps.compactMap { step in
            var last: DueStep?
            guard released(now, step) == now else { return nil }
            for n in escalation.spoken(step)..<max(escalation.spoken(step), count(step)) {
                let at = speaksAt(step, n)
                guard at <= now else { break }
                last = DueStep(step: step, meantFor: instant(step, n), at: at, through: n + 1)
            }
            return last
        }
    }

    /// The step after one that found nobody, if it has not spoken and nothing holds it back.
    ///
    /// It speaks now in the other's place, and once more when its own time comes.
    func substitute(for dueStep: DueStep, after escalation: Escalation, at now: Instant) -> DueStep?
    {
        let next = dueStep.step + 1
        guard steps.contains(next), escalation.spoken(next) == 0, released(now, next) == now else {
            return nil
        }
        return DueStep(step: next, meantFor: now, at: now, through: 0)
    }

    /// Why a step speaks, when it speaks at its time.
    func reason(of dueStep: DueStep) -> Notice.Reason {
        guard let dueAt, dueStep.at >= dueAt else {
            return policy.steps[dueStep.step].isFromDeadline ? .approaching : .opened
        }
        return dueStep.meantFor == firstOverdue ? .overdue : .stillOverdue
    }

    /// Whether no step is left to speak.
    func isSpent(_ escalation: Escalation) -> Bool {
        dueAt != nil && steps.allSatisfy { escalation.spoken($0) >= count($0) }
    }
}

extension EscalationStep {
    /// Whom a step tells about an obligation, each once, in the order written: people, those whom
    /// schedules have on call now among them.
    func recipients(
        for obligation: Obligation, incident: Incident?, at now: Instant, in rulebook: Rulebook
    ) -> [Found] {
        var found: [Found] = []
        for target in to {
            for named in Self.recipients(target, obligation, incident, now, rulebook) {
                for person in rulebook.onDuty(named, at: now)
                where !found.contains(where: { $0.recipient == person })
                    && !rulebook.reaches(of: person, via: via).isEmpty
                {
                    let because = Because(target, onCallOf: person == named ? nil : named)
                    found.append(Found(recipient: person, because: because))
                }
            }
        }
        return found
    }

    /// Somebody a step tells, and why them.
    struct Found {
        let recipient: Recipient
        let because: Because
    }

    private static func recipients(
        _ target: Target, _ obligation: Obligation, _ incident: Incident?, _ now: Instant,
        _ rulebook: Rulebook
    ) -> [Recipient] {
        switch target {
        case .named(let recipient):
            return [recipient]
        case .operators:
            return rulebook.operators(at: now)
        case .post(.owing, let parents, let post):
            let holder = rulebook.holder(of: post, in: obligation.owing, parents: parents)
            return [holder].compactMap(\.self)
        case .post(.awaiting, let parents, let post):
            return obligation.awaiting.compactMap {
                rulebook.holder(of: post, in: $0, parents: parents)
            }
        case .fact(let condition):
            let facts: JSON = .object(["incident": .object(incident?.facts ?? JSONObject())])
            guard case .value(let value) = condition.evaluate(over: facts),
                let text = value.string, let recipient = Recipient(text)
            else { return [] }
            return [recipient]
        }
    }
}
