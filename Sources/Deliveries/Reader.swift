package import Calendars
import Cases
import JSON
package import Rules

/// The language and time zone in which a text is written.
package struct Reader: Hashable, Sendable {
    package let language: Language
    package let zone: Zone

    package init(language: Language, zone: Zone) {
        self.language = language
        self.zone = zone
    }
}
