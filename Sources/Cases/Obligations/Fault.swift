/// Something that was done wrong beside the question of time.
package struct Fault: Error, Hashable, Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        /// Reported before what it must follow.
        case bypassed
        /// A report came that does not satisfy the rule.
        case insufficient
        /// A record fits nothing that is owed.
        case unmatched
        /// A record says what cannot be.
        case implausible
        /// A report was retracted.
        case wrong
        /// Others knew before the unit that owes had reported.
        case suspectedConcealment = "suspected-concealment"
        /// The report was made in time, and Duebell heard of it after the deadline.
        case feedLate = "feed-late"
        /// The rule needs what the records do not say.
        case undecidable
        /// The unit that owes, or a post that should be told, is not in the rulebook.
        case nobody
        /// A report came before it may.
        case premature
        /// Duebell was not running when somebody should have been told.
        case watcherDown = "watcher-down"
    }

    package let kind: Kind
    /// For a person: which report, which value.
    package let detail: String

    package init(_ kind: Kind, _ detail: String) {
        self.kind = kind
        self.detail = detail
    }
}
