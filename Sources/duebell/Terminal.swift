import Glibc

/// Standard output and standard error of this process.
package enum Terminal {
    static func say(_ line: String) {
        write(line + "\n", to: 1)
    }

    /// Prints a text with its own line ends.
    static func put(_ text: String) {
        write(text, to: 1)
    }

    /// Prints a line with content of records: no character can move the cursor or end the line.
    static func show(_ line: String) {
        say(plain(line))
    }

    /// Returns the text with control characters replaced.
    static func plain(_ text: String) -> String {
        var plain = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let isControl =
                scalar.properties.generalCategory == .control || scalar == "\u{2028}"
                || scalar == "\u{2029}"
            plain.append(isControl ? "\u{FFFD}" : scalar)
        }
        return String(plain)
    }

    /// Prints lines on standard error, which may quote received content.
    static func complain(_ lines: String) {
        let plain = lines.split(separator: "\n", omittingEmptySubsequences: false).map {
            self.plain(String($0))
        }
        write(plain.joined(separator: "\n") + "\n", to: 2)
    }

    /// Returns true if standard output shows colours.
    static func isColoured(_ environment: [String: String]) -> Bool {
        isatty(1) == 1 && environment["NO_COLOR", default: ""].isEmpty
            && environment["TERM"] != "dumb"
    }

    private static func write(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 || (count < 0 && errno == EINTR) else { return }
            bytes = bytes.dropFirst(max(0, count))
        }
    }
}
