package import Calendars
import Cases
import Deliveries
import JSON
package import Logging
import Rules
import Storage

/// The log of single records and messages, with a summary once a minute if there are too many.
///
/// Lines name records, incidents, recipients and outcomes, and never quote a record, a message or
/// a receiver.
package actor ActivityLog {
    private let logger: Logger
    private var minute = Minute()

    /// The number of lines of one minute that are written at their own level; further ones are
    /// written at the level `debug` and counted in the summary.
    package static let linesMax = 60

    package init(logger: Logger) {
        self.logger = logger
    }

    /// The counts of one minute.
    private struct Minute {
        var number: Int64 = 0
        var linesCount = 0
        /// The lines not written at their own level.
        var hiddenCount = 0
        /// The counts of the summary, by the name of what is counted.
        var counts: [String: Int] = [:]
    }

    /// Notes received records with their outcomes; nil for a record that the store refused.
    func note(_ records: [Record], _ outcomes: [RecordOutcome?], at now: Instant) {
        begin(at: now)
        for (record, outcome) in zip(records, outcomes) {
            guard let (message, level, name) = Self.words(outcome) else { continue }
            write(message, at: level, as: name) {
                [
                    "record": "\(record.id)", "incident": "\(record.incident)",
                    "type": "\(record.body["type"]?.string ?? "?")", "origin": "\(record.origin)",
                ]
            }
        }
    }

    /// Returns the line about a record and the name under which it is counted; nil for a rejected
    /// record, which is logged with the reason elsewhere.
    private static func words(
        _ outcome: RecordOutcome?
    ) -> (message: Logger.Message, level: Logger.Level, name: String)? {
        switch outcome {
        case .new: ("record taken", .info, "records")
        case .newVersion: ("record replaced", .info, "records")
        case .duplicate: ("record known already", .debug, "repeats")
        case .conflict, nil: nil
        }
    }

    /// Notes the outcomes of messages.
    func note(_ outcomes: [MessageOutcome], at now: Instant) {
        begin(at: now)
        for outcome in outcomes {
            write(
                "message \(outcome.word)", at: outcome.level, as: outcome.word
            ) { outcome.metadata }
        }
    }

    /// Writes the summary of a busy minute that has ended.
    package func tick(at now: Instant) {
        begin(at: now)
    }

    private func begin(at now: Instant) {
        let number = now.milliseconds / 60_000
        guard number != minute.number else { return }
        if minute.hiddenCount > 0 {
            var metadata: Logger.Metadata = ["not-shown": "\(minute.hiddenCount)"]
            for (name, count) in minute.counts { metadata[name] = "\(count)" }
            logger.notice("busy minute", metadata: metadata)
        }
        minute = Minute(number: number)
    }

    private func write(
        _ message: Logger.Message, at level: Logger.Level, as name: String,
        _ metadata: () -> Logger.Metadata
    ) {
        minute.counts[name, default: 0] += 1
        var level = level
        if level == .info {
            minute.linesCount += 1
            if minute.linesCount > Self.linesMax {
                minute.hiddenCount += 1
                level = .debug
            }
        }
        guard level >= logger.logLevel else { return }
        logger.log(level: level, message, metadata: metadata())
    }
}
