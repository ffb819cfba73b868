import Calendars
import Engine
import Logging

/// Writes each event, with the metadata of the logger, in one of the formats of the log.
struct EventLogHandler: LogHandler {
    /// An event with all its metadata, by key.
    struct Entry: Sendable {
        let time: String
        let level: Logger.Level
        let message: String
        let metadata: [(key: String, value: String)]
    }

    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level
    private let write: @Sendable (Entry) -> Void

    init(level: Logger.Level, write: @escaping @Sendable (Entry) -> Void) {
        logLevel = level
        self.write = write
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { _, new in new }
        write(
            Entry(
                time: Timekeeper.system.now().rfc3339, level: event.level,
                message: event.message.description,
                metadata: all.sorted { $0.key < $1.key }.map { ($0.key, $0.value.description) }))
    }
}
