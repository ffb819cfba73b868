import Cases
import Deliveries
package import Rules

extension Rulebook {
    /// What somebody reads above messages that were muted.
    package func mutedNote(_ count: Int, why: String?, to recipient: Recipient) -> String {
        reader(recipient).language.phrases.muted(count, why: why)
    }
}
