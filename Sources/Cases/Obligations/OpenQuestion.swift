/// A question that must be answered before a deadline can be calculated.
package struct OpenQuestion: Error, Hashable, Sendable {
    /// The missing anchor or the problem with a calendar, for a person.
    package let what: String
    /// True if only an operator can answer the question, rather than the next record.
    package let isForOperators: Bool

    package init(_ what: String, forOperators: Bool = false) {
        self.what = what
        isForOperators = forOperators
    }
}
