package import Calendars
package import Rules

extension Case {
    /// Returns true if a step of an unmet obligation has notified one of the recipients or may
    /// still notify one.
    ///
    /// True also for an obligation of another rulebook, whose steps are not known here: nobody may
    /// read that nothing is left to do while something may be.
    package func concerns(
        _ recipients: [Recipient], _ obligation: Obligation, at now: Instant, by rulebook: Rulebook
    ) -> Bool {
        if recipients.contains(where: obligation.escalation.told.contains) { return true }
        guard obligation.isOpen else { return false }
        guard obligation.rulebook == rulebook.digest,
            let timeline = timeline(of: obligation, by: PinnedRulebooks(current: rulebook))
        else { return true }
        let operators = rulebook.operators(at: now)
        if recipients.contains(where: operators.contains) { return true }
        return timeline.policy.steps.indices.contains { index in
            // Whoever is on call at the last repetition counts too.
            let spoken = obligation.escalation.spoken(index)
            let left = spoken..<max(spoken, timeline.count(index))
            let instants =
                timeline.steps.contains(index)
                ? left.map { max(now, timeline.instant(index, $0)) } : []
            return Set([now] + instants).contains { instant in
                timeline.policy.steps[index].recipients(
                    for: obligation, incident: incident, at: instant, in: rulebook
                ).contains { recipients.contains($0.recipient) }
            }
        }
    }
}
