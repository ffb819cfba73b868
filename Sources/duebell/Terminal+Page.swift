import Foundation
import Glibc

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
}
