import Calendars

/// An ordered list of escalation steps, each timed relative to the deadline.
package struct EscalationPolicy: Hashable, Sendable {
    package typealias ID = Identifier<EscalationPolicy>

    package let id: ID
    /// The steps, at least one.
    package let steps: [EscalationStep]
    /// The time for which an acknowledgement suspends the steps guarded by one.
    package let acknowledgementHolds: Duration
    /// True if a step is timed by a share of the time to the deadline.
    package let takesShares: Bool

    package init(id: ID, steps: [EscalationStep], acknowledgementHolds: Duration) {
        self.id = id
        self.steps = steps
        self.acknowledgementHolds = acknowledgementHolds
        takesShares = steps.contains { step in
            if case .share = step.start { true } else { false }
        }
    }
}
