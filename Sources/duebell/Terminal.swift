import Glibc
import JSON

/// Standard output and standard error of this process.
package enum Terminal {
    static func say(_ line: String) {
        write(InvisibleCharacters.shown(in: line) + "\n", to: 1)
    }

    /// Prints a text with its own line ends.
    static func put(_ text: String) {
        write(InvisibleCharacters.shown(in: text), to: 1)
    }

    /// Clears the terminal, and puts the cursor into its first place.
    static func clear() {
        write("\u{1B}[H\u{1B}[2J", to: 1)
    }

    /// Prints a line with content of records: no character can move the cursor or end the line.
    static func show(_ line: String) {
        say(plain(line))
    }

    /// Prints JSON on a line, with invisible characters escaped.
    static func say(json: JSON, _ form: JSONForm = .compact) {
        write(InvisibleCharacters.escaped(in: json.serialized(form)) + "\n", to: 1)
    }

    /// Returns the text with control characters replaced and invisible characters written out.
    static func plain(_ text: String) -> String {
        var plain = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let isControl =
                scalar.properties.generalCategory == .control || scalar == "\u{2028}"
                || scalar == "\u{2029}"
            plain.append(isControl ? "\u{FFFD}" : scalar)
        }
        return InvisibleCharacters.shown(in: String(plain))
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
