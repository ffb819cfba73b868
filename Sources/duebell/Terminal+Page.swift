import Foundation
import Glibc
import Rules

extension Terminal {
    /// The room and the colours of the terminal on which a command prints.
    struct Page {
        /// The number of columns; nil for no limit, as in a file.
        let width: Int?
        /// The number of lines; nil for no limit.
        let height: Int?
        let isColoured: Bool
    }

    /// The page of standard output; `COLUMNS` sets the width where it is no terminal.
    static var page: Page {
        let environment = ProcessInfo.processInfo.environment
        var size = winsize()
        let isKnown = isatty(1) == 1 && ioctl(1, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        let given = environment["COLUMNS"].flatMap { Int($0) }.map { max($0, widthMin) }
        return Page(
            width: isKnown ? max(Int(size.ws_col), widthMin) : given,
            height: isKnown ? Int(size.ws_row) : nil, isColoured: isColoured(environment))
    }

    /// The width below which nothing is fitted.
    private static let widthMin = 40

    /// The language of the terminal's locale; nil if the locale names none.
    static var language: Language? {
        language(ProcessInfo.processInfo.environment)
    }

    /// Returns the language of a locale: the first of `LC_ALL`, `LC_MESSAGES` and `LANG` that is
    /// set.
    static func language(_ environment: [String: String]) -> Language? {
        let names = ["LC_ALL", "LC_MESSAGES", "LANG"].compactMap { environment[$0] }
        let tag = names.first { !$0.isEmpty }?.prefix { !"_.@".contains($0) } ?? ""
        switch tag {
        case "", "C", "POSIX": return nil
        case "zh": return .chinese
        default: return .english
        }
    }
}
