package import Calendars
import Cases
import Rules

/// The reason why a case is skipped until it is saved again.
package struct SetAside: Hashable, Sendable {
    package let at: Instant
    package let reason: String

    package init(at: Instant, reason: String) {
        self.at = at
        self.reason = reason
    }
}
