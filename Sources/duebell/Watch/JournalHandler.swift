import Files
import Glibc
import Logging

/// Writes each event into the systemd journal, its metadata as fields: `DUEBELL_INCIDENT` and the
/// like.
///
/// An event that the journal does not take goes to standard error.
struct JournalHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level
    private let socket = UnixDatagram(path: JournalEntry.socket)
    private let fallback: LogfmtHandler

    init(level: Logger.Level) {
        logLevel = level
        fallback = LogfmtHandler(level: level)
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { _, new in new }
            .sorted { $0.key < $1.key }.map { ($0.key, $0.value.description) }
        let pairs = all.map { "\($0)=\(LogfmtHandler.quoted($1))" }
        let message = ([event.message.description] + pairs).joined(separator: " ")
        let entry = JournalEntry(
            Terminal.plain(message), priority: Self.priority(event.level), identifier: "duebell",
            fields: all)
        if !socket.send(entry.bytes) { fallback.log(event: event) }
    }

    /// Returns the priority of syslog(3) for a level.
    private static func priority(_ level: Logger.Level) -> Int {
        switch level {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }

    /// Returns true if standard error is connected to the journal, which `JOURNAL_STREAM` names.
    static func isStandardError(in environment: [String: String]) -> Bool {
        var status = stat()
        guard let stream = environment["JOURNAL_STREAM"], fstat(2, &status) == 0 else {
            return false
        }
        return stream == "\(status.st_dev):\(status.st_ino)"
    }
}
