package import Calendars
import Cases
package import Rules

/// One pass of claimed deliveries through the stages, with the facts and the decisions.
package struct DispatchRound: Sendable {
    package let facts: DispatchFacts
    package let now: Instant
    package let rulebook: Rulebook
    package private(set) var actions: [DispatchAction] = []
    /// The recipients not reached so far, including those held back in this round.
    package private(set) var unreached: UnreachedRecipients

    package init(_ facts: DispatchFacts, at now: Instant, by rulebook: Rulebook) {
        self.facts = facts
        self.now = now
        self.rulebook = rulebook
        unreached = facts.unreached
    }

    /// Adds a decision.
    package mutating func decide(_ action: DispatchAction) {
        actions.append(action)
        switch action {
        // Records the recipients a stage holds back. An `endPending` hold means the matter is
        // already over.
        case .hold(_, .endPending, _): break
        case .hold(let leased, _, _): note(unreached: leased)
        case .withdraw(let ended, .drill): for leased in ended { note(unreached: leased) }
        default: break
        }
    }

    private mutating func note(unreached leased: LeasedDelivery) {
        for id in leased.delivery.incidents {
            unreached.add([leased.delivery.to.description], of: id)
        }
    }
}
