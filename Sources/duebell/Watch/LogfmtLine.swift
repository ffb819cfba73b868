import Logging

/// Events as logfmt lines: time, level, message and metadata, with values quoted if necessary.
enum LogfmtLine {
    static func write(_ entry: EventLogHandler.Entry) {
        let pairs =
            [("time", entry.time), ("level", entry.level.rawValue), ("msg", entry.message)]
            + entry.metadata.map { ($0.key, $0.value) }
        Terminal.complain(pairs.map { "\($0)=\(quoted($1))" }.joined(separator: " "))
    }

    /// Returns the value, quoted and escaped if it would break the line.
    static func quoted(_ text: String) -> String {
        let isPlain =
            !text.isEmpty
            && text.unicodeScalars.allSatisfy { scalar in
                scalar != " " && scalar != "\"" && scalar != "=" && scalar != "\\"
                    && scalar.properties.generalCategory != .control
            }
        guard !isPlain else { return text }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            default:
                let isControl = scalar.properties.generalCategory == .control
                quoted.unicodeScalars.append(isControl ? "\u{FFFD}" : scalar)
            }
        }
        return quoted + "\""
    }
}
