import Calendars
import Engine
import Logging

/// Writes each event as one logfmt line on standard error: time, level, message and metadata, with
/// values quoted if necessary.
struct LogfmtHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level

    init(level: Logger.Level) {
        logLevel = level
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { _, new in new }
        let pairs =
            [
                ("time", Timekeeper.system.now().rfc3339), ("level", event.level.rawValue),
                ("msg", event.message.description),
            ] + all.sorted { $0.key < $1.key }.map { ($0.key, $0.value.description) }
        Terminal.complain(pairs.map { "\($0)=\(Self.quoted($1))" }.joined(separator: " "))
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
