import JSON
import Logging

/// Events as one JSON object on a line of standard error: time, level, message and metadata.
enum JSONLogLine {
    static func write(_ entry: EventLogHandler.Entry) {
        var json: JSONObject = [
            "time": .string(entry.time), "level": .string(entry.level.rawValue),
            "msg": .string(entry.message),
        ]
        for (key, value) in entry.metadata { json[key] = .string(value) }
        Terminal.complain(JSON.object(json).serialized())
    }
}
