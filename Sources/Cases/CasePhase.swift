/// A state of a case as a whole, as lists show it.
package enum CasePhase: String, Hashable, Sendable, CaseIterable {
    /// Somebody should look at the case. Can become: closed.
    case open
    /// Nothing is owed and nothing is in question. Can become: open.
    case closed
}

extension Case {
    /// Whether somebody should look at it: a report is owed, a rule cannot be applied, or records
    /// came of an incident that nobody has told of.
    package var wantsAttention: Bool {
        isOpen || !faults.isEmpty || isUnknown
    }

    /// The state of the case as lists show it.
    package var phase: CasePhase { wantsAttention ? .open : .closed }
}
