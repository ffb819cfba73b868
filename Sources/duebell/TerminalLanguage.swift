import Foundation
import Rules

/// The language of the terminal, by the locale of its environment.
enum TerminalLanguage {
    /// The language of this process's locale; nil if the environment states none that decides.
    static var current: Language? { language(of: ProcessInfo.processInfo.environment) }

    /// Returns the language of a locale; nil if the environment states none that decides.
    ///
    /// `C` and `POSIX` decide nothing. Every locale but a Chinese one gives English. Source:
    /// locale(7), the order of LC_ALL, LC_MESSAGES and LANG.
    private static func language(of environment: [String: String]) -> Language? {
        let names = ["LC_ALL", "LC_MESSAGES", "LANG"].compactMap { environment[$0] }
        guard let name = names.first(where: { !$0.isEmpty }) else { return nil }
        let language = name.prefix { $0 != "_" && $0 != "." && $0 != "@" && $0 != "-" }
        switch language.lowercased() {
        case "c", "posix": return nil
        case "zh": return .chinese
        default: return .english
        }
    }
}
