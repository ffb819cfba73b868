package import Calendars
import JSON

/// One rung: whom to tell, when, and how often again.
package struct EscalationStep: Hashable, Sendable {
    package enum Start: Hashable, Sendable {
        /// Before (negative) or after the deadline.
        case deadline(Offset)
        /// After the obligation was opened.
        case opened(Period)
    }

    package enum Target: Hashable, Sendable {
        /// `owing.parent.leader`: a post of a unit of the obligation, or of one above it.
        case post(Side, parents: Int, Role)
        case named(Recipient)
        /// Those who see to Duebell, by the settings: there is always somebody.
        case operators
        /// A value of the incident's that names a recipient (`contact:x`, `mailto:a@b`).
        case fact(Condition)
    }

    package enum Side: String, Sendable, CaseIterable { case owing, awaiting }
    package enum Role: String, Sendable, CaseIterable { case duty, leader }

    package enum Guard: String, Sendable, CaseIterable {
        case notReported = "not-reported"
        case notAcknowledged = "not-acknowledged"
    }

    package struct Repetition: Hashable, Sendable {
        package let every: Period
        /// How many more times after the first; at least 1.
        package let times: Int

        package init(every: Period, times: Int) {
            self.every = every
            self.times = times
        }
    }

    package let start: Start
    /// At least one.
    package let to: [Target]
    /// The channels to use in place of the contact's own; nil: the contact's.
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
    /// As a rule editor writes it: `owing.parent.leader`, `contact:x`, `operators`.
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
