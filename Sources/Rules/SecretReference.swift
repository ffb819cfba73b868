/// A value that is written in the rulebook or, when it is secret, only named there.
///
/// The secret itself is read by the adapter that needs it and is never kept in a rulebook.
package enum SecretReference: Hashable, Sendable {
    case literal(String)
    /// `{"$env": NAME}`: the environment variable to read.
    case environment(String)
    /// `{"$file": PATH}`: the file to read; its last line end is not part of the value.
    case file(String)

    /// Whether the rulebook has the value itself, and so hides nothing by it.
    package var isLiteral: Bool {
        if case .literal = self { true } else { false }
    }
}
