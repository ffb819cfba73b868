import Calendars

/// Ordered steps, each at an instant reckoned from the deadline, that press for a report.
package struct EscalationPolicy: Hashable, Sendable {
    package typealias ID = Identifier<EscalationPolicy>

    package let id: ID
    /// At least one.
    package let steps: [EscalationStep]
    /// How long an acknowledgement holds back the steps that ask for one.
    package let acknowledgementHolds: Duration

    package init(id: ID, steps: [EscalationStep], acknowledgementHolds: Duration) {
        self.id = id
        self.steps = steps
        self.acknowledgementHolds = acknowledgementHolds
    }
}
