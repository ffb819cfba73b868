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
            let instants =
                timeline.steps.contains(index)
                ? (0..<min(timeline.count(index), Self.repeatsMax)).map {
                    max(now, timeline.instant(index, $0))
                } : [now]
            return Set(instants).contains { instant in
                timeline.policy.steps[index].recipients(
                    for: obligation, incident: incident(of: obligation), at: instant, in: rulebook
                ).contains { recipients.contains($0.recipient) }
            }
        }
    }

    /// The maximum number of occurrences of a step that are looked at.
    private static let repeatsMax = 48
}
