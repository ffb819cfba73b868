package import Calendars
import JSON

/// A step of an escalation policy: its recipients, its time and its repetitions.
package struct EscalationStep: Hashable, Sendable {
    /// The time of a step, relative to the deadline or to the opening of the obligation.
    package enum Start: Hashable, Sendable {
        /// An offset before (negative) or after the deadline.
        case deadline(Offset)
        /// A delay after the obligation was opened.
        case opened(Period)
    }

    /// A recipient of a step, resolved when the step is due.
    package enum Target: Hashable, Sendable {
        /// `owing.parent.leader`: a role of a unit of the obligation, or of one of its parents.
        case post(Side, parents: Int, Role)
        case named(Recipient)
        /// The operators of Duebell from the settings, of whom there is always at least one.
        case operators
        /// A value of the incident that names a recipient (`contact:x`, `mailto:a@b`).
        case fact(Condition)
    }

    /// The side of an obligation: the unit that must report, or a unit that receives the report.
    package enum Side: String, Sendable, CaseIterable { case owing, awaiting }
    /// A role of a unit that can receive a step's messages.
    package enum Role: String, Sendable, CaseIterable { case duty, leader }

    /// The condition under which a step is taken.
    package enum Guard: String, Sendable, CaseIterable {
        case notReported = "not-reported"
        case notAcknowledged = "not-acknowledged"
    }

    /// The repetitions of a step.
    package struct Repetition: Hashable, Sendable {
        package let every: Period
        /// The number of repetitions after the first message, at least 1.
        package let times: Int

        package init(every: Period, times: Int) {
            self.every = every
            self.times = times
        }
    }

    package let start: Start
    /// The recipients, at least one.
    package let to: [Target]
    /// The channels to use instead of the contact's own; nil means the contact's own.
    package let via: [Channel.ID]?
    package let `if`: Guard
    package let `repeat`: Repetition?

    package init(
        start: Start, to: [Target], via: [Channel.ID]? = nil, if condition: Guard = .notReported,
        repeat repetition: Repetition? = nil
    ) {
        self.start = start
        self.to = to
        self.via = via
        self.if = condition
        self.repeat = repetition
    }
}

extension EscalationStep.Target: CustomStringConvertible {
    /// The target as written in a rule: `owing.parent.leader`, `contact:x`, `operators`.
    package var description: String {
        switch self {
        case .post(let side, let parents, let post):
            ([side.rawValue] + Array(repeating: "parent", count: parents) + [post.rawValue])
                .joined(separator: ".")
        case .named(let recipient): recipient.description
        case .operators: "operators"
        case .fact(let condition): condition.source.serialized()
        }
    }
}
