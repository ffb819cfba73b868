/// A value written in the rulebook or, if it is secret, a reference to it.
///
/// A secret is read by the adapter that needs it and is never stored in a rulebook.
package enum SecretReference: Hashable, Sendable {
    case literal(String)
    /// `{"$env": NAME}`: the name of an environment variable.
    case environment(String)
    /// `{"$file": PATH}`: the path of a file, whose final line end is not part of the value.
    case file(String)

    /// True if the value itself is in the rulebook and therefore not secret.
    package var isLiteral: Bool {
        if case .literal = self { true } else { false }
    }
}
