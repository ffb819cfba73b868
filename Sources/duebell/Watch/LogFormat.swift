import ArgumentParser
import Logging

/// The format of the log.
enum LogFormat: String, ExpressibleByArgument, CaseIterable {
    case logfmt, json, journal

    /// Returns the format for an environment: the journal's if standard error leads there.
    static func standard(in environment: [String: String]) -> LogFormat {
        JournalWriter.isStandardError(in: environment) ? .journal : .logfmt
    }

    func handler(level: Logger.Level) -> any LogHandler {
        switch self {
        case .logfmt: EventLogHandler(level: level, write: LogfmtLine.write)
        case .json: EventLogHandler(level: level, write: JSONLogLine.write)
        case .journal: EventLogHandler(level: level, write: JournalWriter().write)
        }
    }
}
