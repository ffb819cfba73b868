import Files
import Glibc
import Logging

/// Writes each event into the systemd journal, its metadata as fields: `DUEBELL_INCIDENT` and the
/// like.
///
/// An event that the journal does not take goes to standard error.
struct JournalWriter: Sendable {
    private let socket = UnixDatagram(path: JournalEntry.socket)

    func write(_ event: EventLogHandler.Entry) {
        let pairs = event.metadata.map { "\($0.key)=\(LogfmtLine.quoted($0.value))" }
        let entry = JournalEntry(
            Terminal.plain(([event.message] + pairs).joined(separator: " ")),
            priority: Self.priority(event.level), identifier: "duebell",
            fields: event.metadata.map { ($0.key, $0.value) })
        if !socket.send(entry.bytes) { LogfmtLine.write(event) }
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
