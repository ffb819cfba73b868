import ArgumentParser
import Logging

/// The format of the log.
enum LogFormat: String, ExpressibleByArgument, CaseIterable {
    case logfmt, json, journal

    /// Returns the format for an environment: the journal's if standard error leads there.
    static func standard(in environment: [String: String]) -> LogFormat {
        JournalHandler.isStandardError(in: environment) ? .journal : .logfmt
    }

    func handler(level: Logger.Level) -> any LogHandler {
        switch self {
        case .logfmt: LogfmtHandler(level: level)
        case .json: JSONLogHandler(level: level)
        case .journal: JournalHandler(level: level)
        }
    }
}
