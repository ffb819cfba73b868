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
        let isOpen = obligation.isOpen
        // Of what was missed, the steps that ran: whom they told may since have been told of an end
        // that a retraction took back.
        guard isOpen || obligation.verdict?.outcome == .missed else { return false }
        guard obligation.rulebook == rulebook.digest,
            let timeline = timeline(of: obligation, by: PinnedRulebooks(current: rulebook))
        else { return isOpen || obligation.escalation.spoken.contains { $0 > 0 } }
        let operators = isOpen ? rulebook.operators(at: now) : []
        if recipients.contains(where: operators.contains) { return true }
        return timeline.policy.steps.indices.contains { index in
            let spoken = obligation.escalation.spoken(index)
            // Whoever is on call at the last repetition counts too.
            let turns = isOpen ? spoken..<max(spoken, timeline.count(index)) : 0..<spoken
            guard isOpen || spoken > 0 else { return false }
            let instants =
                timeline.steps.contains(index)
                ? turns.map {
                    isOpen ? max(now, timeline.instant(index, $0)) : timeline.instant(index, $0)
                }
                : []
            return Set(isOpen || instants.isEmpty ? [now] + instants : instants).contains {
                instant in
                timeline.policy.steps[index].recipients(
                    for: obligation, incident: incident(of: obligation), at: instant, in: rulebook
                ).contains { recipients.contains($0.recipient) }
            }
        }
    }
}
