import Cases
import DirectoryIntake
import Engine
import Foundation
import JSON

/// Delivers a command's record through the inbox, as every producer does.
enum RecordSubmission {
    /// The user who runs the command.
    static var user: String {
        let environment = ProcessInfo.processInfo.environment
        return environment["USER"] ?? environment["LOGNAME"] ?? NSUserName()
    }

    /// Puts a record into the inbox; returns the path of its file.
    static func write(_ body: JSONObject, settings: Settings) throws -> String {
        do {
            return try InboxWriter.deliver(
                JSON.object(body).bytes(), into: settings[.inbox], at: Timekeeper.system.now())
        } catch {
            throw Failure(.cannotCreate, "\(error)")
        }
    }

    /// Puts a record that names nothing unknown into the inbox and prints its path.
    static func deliver(
        _ body: JSONObject, settings: Settings, _ format: OutputFormat
    ) throws {
        do {
            _ = try Record.read(
                .object(body), arrivedAt: Timekeeper.system.now(), origin: "command line")
        } catch {
            throw Failure(.data, text(of: error))
        }
        let path = try write(body, settings: settings)
        let told: JSON = ["path": .string(path), "record": .object(body)]
        if format == .json { Terminal.say(json: told) } else { Terminal.say(path) }
    }

    /// Returns what is wrong with a record, one line for each error.
    static func text(of errors: RecordErrors) -> String {
        errors.list.map { "\($0.pointer): found \($0.found); accepted is \($0.accepted)" }
            .joined(separator: "\n")
    }
}
