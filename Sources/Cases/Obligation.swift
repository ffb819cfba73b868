package import Calendars
package import Rules

/// A duty as owed for one incident: who must report what to whom, by when, and how it stands.
package struct Obligation: Hashable, Sendable {
    /// `RULE/OBLIGATION@UNIT`, as design chapter 9 writes it.
    package typealias ID = Identifier<Obligation>

    package let id: ID
    package let rule: Rule.ID
    /// Its name in the rule.
    package let name: String
    /// Which of the rule's `to` entries it is for; more than one unit: any of them will do.
    package let awaiting: [Unit.ID]
    /// The rulebook it was opened by, whose deadline and steps it keeps.
    package let rulebook: String
    package let openedAt: Instant
    /// Who must report.
    package internal(set) var owing: Unit.ID
    /// The last instant at which a report is on time; nil while `waitsFor` is not known.
    package internal(set) var dueAt: Instant?
    /// What its deadline is counted from and nobody has told yet, for a person.
    package internal(set) var waitsFor: String?
    package internal(set) var verdict: Verdict?
    package internal(set) var faults: [Fault] = []
    package internal(set) var escalation: Escalation

    /// How a report stands to its deadline, and what that rests on.
    package struct Verdict: Hashable, Sendable {
        package enum Outcome: Hashable, Sendable {
            case onTime
            case late(Duration)
            case missed
        }

        package let outcome: Outcome
        /// The earliest sufficient report; nil when it was missed.
        package let report: Record.ID?
        package let decidedAt: Instant

        /// `on-time`, `late` or `missed`.
        package var name: String {
            switch outcome {
            case .onTime: "on-time"
            case .late: "late"
            case .missed: "missed"
            }
        }
    }
}

/// Something that was done wrong beside the question of time.
package struct Fault: Hashable, Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        /// Reported before what it must follow.
        case bypassed
        /// A report came that does not satisfy the rule.
        case insufficient
        /// The rule needs what the records do not say.
        case undecidable
        /// The unit that owes, or a post that should be told, is not in the rulebook.
        case nobody
    }

    package let kind: Kind
    /// For a person: which report, which value.
    package let detail: String
}
