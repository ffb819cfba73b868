import ArgumentParser
import Calendars
import Engine
import Foundation
import JSON
import Rules

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Checks the rules and reports every error with its place.",
        discussion: """
            With --calendar, lists what a calendar takes as days off, half days and make-up \
            workdays, and why: the name of each day, and its file and line.

            Example: duebell check --rules rules --calendar cn
            """)

    @OptionGroup var places: PathOptions
    @Option(help: "Output format of the findings.")
    var format: OutputFormat = .text
    @Option(help: "A calendar whose days are listed in place of the summary.")
    var calendar: String?

    func run() async throws {
        let settings = try places.settings()
        let environment = ProcessInfo.processInfo.environment
        let reading = try RulesFolder.read(
            settings[.rules], at: Timekeeper.system.now(),
            isSet: { environment[$0] != nil })
        let listing = try listing(of: reading)
        switch format {
        case .text: print(reading, listing)
        case .json: printJSON(reading, listing)
        }
        if reading.rulebook == nil { throw ExitCode(1) }
    }

    /// Returns the days of the calendar asked for; nil if none is.
    private func listing(of reading: RulesReading) throws(Failure) -> CalendarListing? {
        guard let name = calendar else { return nil }
        if let listing = reading.calendars.first(where: { $0.calendar.name == name }) {
            return listing
        }
        for diagnostic in reading.diagnostics { Terminal.complain("\(diagnostic)") }
        let names = reading.calendars.map(\.calendar.name).sorted()
        let known =
            names.isEmpty ? "the rules have none" : "accepted are " + names.joined(separator: " ")
        let nearest = nearestName(to: name, among: names).map { ", nearest is \"\($0)\"" } ?? ""
        throw Failure(.data, "--calendar: no calendar \"\(name)\", \(known)\(nearest)")
    }

    private func print(_ reading: RulesReading, _ listing: CalendarListing?) {
        for diagnostic in reading.diagnostics { Terminal.complain("\(diagnostic)") }
        for line in listing?.lines ?? reading.rulebook?.summary ?? [] { Terminal.say(line) }
    }

    private func printJSON(_ reading: RulesReading, _ listing: CalendarListing?) {
        let faults = reading.diagnostics.map(\.json)
        var json: JSONObject = [
            "valid": .bool(reading.rulebook != nil), "diagnostics": .array(faults),
        ]
        json["calendar"] = listing?.json
        Terminal.say(json: .object(json))
    }
}
