/// The state of a case as a whole, as shown in lists.
package enum CasePhase: String, Hashable, Sendable, CaseIterable {
    /// The case needs attention. Can become: closed.
    case open
    /// No report is due and no question is open. Can become: open.
    case closed
    /// The incident goes on under another one. Can become: open, closed.
    case merged
}

extension Case {
    /// True if somebody should look at the case: a report is due, a rule cannot be applied, or
    /// records arrived for an incident without a record of its own.
    package var wantsAttention: Bool {
        !isMergedAway && (isOpen || !faults.isEmpty || isUnknown)
    }

    /// The state of the case, as shown in lists.
    package var phase: CasePhase {
        isMergedAway ? .merged : wantsAttention ? .open : .closed
    }
}
