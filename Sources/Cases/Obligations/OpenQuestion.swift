/// A question that must be answered before a deadline can be calculated.
package struct OpenQuestion: Error, Hashable, Sendable {
    /// For a person: the anchor nobody has told of, or what is the matter with a calendar.
    package let what: String
    /// Whether it takes an operator to answer it, and not the next record.
    package let isForOperators: Bool

    package init(_ what: String, forOperators: Bool = false) {
        self.what = what
        isForOperators = forOperators
    }
}
