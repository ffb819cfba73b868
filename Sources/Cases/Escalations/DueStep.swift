import Calendars
import JSON
import Rules

/// A step of an obligation whose time has come.
struct DueStep {
    /// The index of the step in the policy, from 0.
    let step: Int
    /// The scheduled instant of the step; the last one if several occurrences are due.
    let meantFor: Instant
    /// The instant from which the step could run: later than `meantFor` if it was held back.
    let at: Instant
    /// The number of occurrences that have come due, including this one.
    let through: Int
}

extension EscalationTimeline {
    /// Returns the steps that may run now, each once even if several occurrences are due.
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

    /// Returns the step after one without recipients, if it has not run and is not held back.
    ///
    /// The substitute runs now in place of the other step, and once more at its own time.
    func substitute(for dueStep: DueStep, after escalation: Escalation, at now: Instant) -> DueStep?
    {
        let next = dueStep.step + 1
        guard steps.contains(next), escalation.spoken(next) == 0, released(now, next) == now else {
            return nil
        }
        return DueStep(step: next, meantFor: now, at: now, through: 0)
    }

    /// Returns the notice reason for a step that runs at its scheduled time.
    func reason(of dueStep: DueStep) -> Notice.Reason {
        guard let dueAt, dueStep.at >= dueAt else {
            return policy.steps[dueStep.step].isFromDeadline ? .approaching : .opened
        }
        return dueStep.meantFor == firstOverdue ? .overdue : .stillOverdue
    }

    /// Returns true if no step is left to run.
    func isSpent(_ escalation: Escalation) -> Bool {
        dueAt != nil && steps.allSatisfy { escalation.spoken($0) >= count($0) }
    }
}

extension EscalationStep {
    /// Returns the recipients of a step for an obligation, each once, in the order written;
    /// schedules are resolved to the people on call now.
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

    /// A recipient of a step, with the reason for choosing this recipient.
    struct Found {
        let recipient: Recipient
        let because: Because
    }

    private static func recipients(
        _ target: Target, _ obligation: Obligation, _ incident: Incident?, _ now: Instant,
        _ rulebook: Rulebook
    ) -> [Recipient] {
        guard case .fact(let condition) = target else {
            return rulebook.named(
                by: target, owing: obligation.owing, awaiting: obligation.awaiting, at: now)
        }
        let facts: JSON = .object(["incident": .object(incident?.facts ?? JSONObject())])
        guard case .value(let value) = condition.evaluate(over: facts),
            let text = value.string, let recipient = Recipient(text)
        else { return [] }
        return [recipient]
    }
}
