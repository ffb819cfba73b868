package import Calendars
package import Rules

/// A step of an open obligation that is still to run, with the people it will reach.
package struct UpcomingStep: Hashable, Sendable {
    package let obligation: Obligation.ID
    /// The number of the step in its policy, from 1; nil for a repeated notice on a further contact
    /// method.
    package let step: Int?
    package let at: Instant
    /// The people on call at that instant, by the current rules; nobody if none can be reached.
    package let to: [Recipient]
    package let condition: EscalationStep.Guard
}

extension Case {
    /// Returns the next run of each step that is still to run, unless reports, acknowledgements or
    /// edits of the rules come first; by time.
    package func upcomingSteps(by rules: PinnedRulebooks, at now: Instant) -> [UpcomingStep] {
        var upcoming: [UpcomingStep] = []
        for obligation in obligations where obligation.isOpen {
            guard let timeline = timeline(of: obligation, by: rules) else { continue }
            for step in timeline.steps {
                let done = obligation.escalation.spoken(step)
                guard done < timeline.count(step) else { continue }
                let at = max(now, timeline.speaksAt(step, done))
                let found = timeline.policy.steps[step].recipients(
                    for: obligation, incident: incident, at: at, in: rules.current)
                upcoming.append(
                    UpcomingStep(
                        obligation: obligation.id, step: step + 1, at: at,
                        to: found.map(\.recipient), condition: timeline.policy.steps[step].if))
            }
        }
        for further in additionalNotices {
            guard let obligation = further.notice.obligation else { continue }
            upcoming.append(
                UpcomingStep(
                    obligation: obligation, step: nil, at: max(now, further.at),
                    to: [further.notice.to], condition: .notAcknowledged))
        }
        return upcoming.sorted { ($0.at, $0.step ?? 0) < ($1.at, $1.step ?? 0) }
    }
}
