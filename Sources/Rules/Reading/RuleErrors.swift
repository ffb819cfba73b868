/// All mistakes of one text; at least one.
package struct RuleErrors: Error, Sendable {
    /// The mistakes in the order found.
    package let all: [DraftDiagnostic]

    package init(_ all: [DraftDiagnostic]) {
        self.all = all
    }
}
