/// All mistakes of one text; at least one.
package struct Mistakes: Error, Sendable {
    /// In the order they were found.
    package let all: [DraftDiagnostic]

    package init(_ all: [DraftDiagnostic]) {
        self.all = all
    }
}
