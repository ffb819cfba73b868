import Cases
import DirectoryIntake
import Engine
import Foundation
import JSON
import Storage

/// Delivers a command's record through the inbox, as every producer does.
enum RecordSubmission {
    /// The user who runs the command.
    static var user: String {
        let environment = ProcessInfo.processInfo.environment
        return environment["USER"] ?? environment["LOGNAME"] ?? NSUserName()
    }

    /// Puts a record into the inbox: into the queue of a store that has one, else into the folder.
    static func write(
        _ body: JSONObject, settings: Settings, store: (any Store)?
    ) async throws -> HandedInRecord {
        let bytes = JSON.object(body).bytes()
        do {
            if let queue = store as? any MessageQueue {
                return .message(try await queue.handIn(bytes, from: user), queue)
            }
            return .file(
                try InboxWriter.deliver(
                    bytes, into: settings[.inbox], at: Timekeeper.system.now()))
        } catch let error as StoreError {
            throw Failure(error.isWorthRetrying ? .temporary : .cannotCreate, "\(error)")
        } catch {
            throw Failure(.cannotCreate, "\(error)")
        }
    }

    /// Puts a record that names nothing unknown into the inbox and prints its place.
    static func deliver(
        _ body: JSONObject, settings: Settings, store: any Store, _ format: OutputFormat
    ) async throws {
        do {
            _ = try Record.read(
                .object(body), arrivedAt: Timekeeper.system.now(), origin: "command line")
        } catch {
            throw Failure(.data, text(of: error))
        }
        let path = try await write(body, settings: settings, store: store).place
        let told: JSON = ["path": .string(path), "record": .object(body)]
        if format == .json { Terminal.say(json: told) } else { Terminal.say(path) }
    }

    /// Returns what is wrong with a record, one line for each error.
    static func text(of errors: RecordErrors) -> String {
        errors.list.map { "\($0.pointer): found \($0.found); accepted is \($0.accepted)" }
            .joined(separator: "\n")
    }
}
