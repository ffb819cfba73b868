import Foundation
import Rules

extension Language {
    /// The terminal's language, by `LC_ALL`, `LC_MESSAGES` and `LANG` in this order (locale(7)).
    static var spoken: Language {
        let environment = ProcessInfo.processInfo.environment
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap { environment[$0] }
            .first { !$0.isEmpty }
        return locale?.hasPrefix("zh") == true ? .chinese : .english
    }
}
