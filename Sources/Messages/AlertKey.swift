import JSON
import Rules

/// The key under which services identify an open alert. The same from the first notice to the last,
/// even on a channel that must not show the alert's content.
package enum AlertKey {
    /// Returns the key of an obligation. Readers who do not know the rule and unit cannot derive
    /// them from the key.
    package static func text(incident: String, obligation: String) -> String {
        SHA256.hexadecimal(Array("\(incident)/\(obligation)".utf8))
    }
}
