/// A violation or problem other than a late or missed report.
package struct Fault: Error, Hashable, Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        /// A report was made before another one that must precede it, or skipped a unit.
        case bypassed
        /// A report does not satisfy the rule.
        case insufficient
        /// A report counts but lacks contents that the rule asks for.
        case incomplete
        /// A record matches no obligation, or names something unknown.
        case unmatched
        /// A record states an impossible time.
        case implausible
        /// A report was retracted.
        case wrong
        /// Others knew before the responsible unit reported in time.
        case knownElsewhere = "known-elsewhere"
        /// Others knew, and the responsible unit reported late or never.
        case suspectedConcealment = "suspected-concealment"
        /// The report was made on time, but its record reached Duebell after the deadline.
        case feedLate = "feed-late"
        /// The rule needs information that the records lack.
        case undecidable
        /// The responsible unit is not in the rulebook, or a step has no recipients.
        case nobody
        /// A report was made before the earliest permitted time.
        case premature
        /// Duebell was not running when a notice was due.
        case watcherDown = "watcher-down"
        /// A case has reached a bound, and keeps only the newest in full.
        case limit
    }

    package let kind: Kind
    /// The facts: the record, the report or the value concerned.
    package let detail: FaultDetail

    package init(_ kind: Kind, _ detail: FaultDetail) {
        self.kind = kind
        self.detail = detail
    }
}
