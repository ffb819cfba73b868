import Calendars
import Engine
import JSON
import Logging

/// Writes each event as one JSON object on a line of standard error: time, level, message and
/// metadata.
struct JSONLogHandler: LogHandler {
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
        var json: JSONObject = [
            "time": .string(Timekeeper.system.now().rfc3339),
            "level": .string(event.level.rawValue), "msg": .string(event.message.description),
        ]
        let all = metadata.merging(event.metadata ?? [:]) { _, new in new }
        for (key, value) in all.sorted(by: { $0.key < $1.key }) {
            json[key] = .string(value.description)
        }
        Terminal.complain(JSON.object(json).serialized())
    }
}
