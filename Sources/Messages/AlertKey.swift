import JSON
import Rules

/// What services name an open alert by: the same from its first notice to its last, also where a
/// channel may not say what it is about.
package enum AlertKey {
    /// One for each obligation. Who does not know rule and unit learns neither from it.
    package static func text(incident: String, obligation: String) -> String {
        SHA256.hexadecimal(Array("\(incident)/\(obligation)".utf8))
    }
}
