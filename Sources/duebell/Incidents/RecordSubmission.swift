import ArgumentParser
import Calendars
import Cases
import DirectoryIntake
import Engine
import Files
import Foundation
import Intake
import JSON
import Rules

/// Delivers a command's record through the inbox, as every producer does.
enum RecordSubmission {
    /// The user who runs the command.
    static var user: String {
        ProcessInfo.processInfo.environment["USER"] ?? "operator"
    }

    /// The tolerated lead of a given time over this machine's clock.
    private static let clockSkewMax = Duration.seconds(300)

    /// Returns a time as written, or the current time.
    ///
    /// Refuses a time that lies ahead, unless the caller asks for one: most are typing errors.
    static func time(_ text: String?, inFuture: Bool) throws -> String {
        let now = Timekeeper.system.now()
        guard let text else { return now.rfc3339 }
        if !inFuture, let time = try? Instant(rfc3339: text), time > now + clockSkewMax {
            throw Failure(
                .data,
                "--at: \(text) lies ahead; with --in-future it is kept and counts from then on")
        }
        return text
    }

    /// Refuses units that the rules do not know, as probable typing errors.
    ///
    /// Checks nothing if the rules cannot be read.
    static func checkUnits(_ names: [String], _ settings: Settings) throws {
        let reading = RulesReading(
            folder: settings[.rules], zones: ZoneFiles.system.zone(named:))
        guard let units = reading.rulebook?.units else { return }
        for name in names where units[Unit.ID(name)] == nil {
            let nearest = nearestName(to: name, among: units.keys.map(\.text))
            throw Failure(
                .data,
                "the rules define no unit `\(name)`"
                    + (nearest.map { "; nearest is `\($0)`" } ?? ""))
        }
    }

    /// Puts a record into the inbox and prints its path.
    static func deliver(
        _ body: JSONObject, settings: Settings, _ format: OutputFormat
    ) throws {
        let now = Timekeeper.system.now()
        do {
            _ = try Record.read(.object(body), arrivedAt: now, origin: "command line")
        } catch {
            let faults = error.list.map {
                "\($0.pointer): found \($0.found); accepted is \($0.accepted)"
            }
            throw Failure(.data, faults.joined(separator: "\n"))
        }
        do {
            let path = try InboxWriter.deliver(
                JSON.object(body).bytes(), into: settings[.inbox], at: now)
            let told: JSON = ["path": .string(path), "record": .object(body)]
            if format == .json { Terminal.say(json: told) } else { Terminal.say(path) }
        } catch {
            throw Failure(.cannotCreate, "\(error)")
        }
    }
}
