import ArgumentParser
import Engine
import Foundation
import JSON
import Rules

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Checks the rules and reports every error with its place.",
        discussion: "Example: duebell check --rules rules")

    @OptionGroup var places: Places
    @Option(help: "Output format of the findings.")
    var format: OutputFormat = .text

    func run() async throws {
        let settings = try places.settings()
        let environment = ProcessInfo.processInfo.environment
        let reading = try RulesFolder.read(
            settings[.rules], at: Timekeeper.system.now(),
            isSet: { environment[$0] != nil })
        switch format {
        case .text: print(reading)
        case .json: printJSON(reading)
        }
        if reading.rulebook == nil { throw ExitCode(1) }
    }

    private func print(_ reading: RulesReading) {
        for diagnostic in reading.diagnostics { Terminal.complain("\(diagnostic)") }
        for line in reading.rulebook?.summary ?? [] { Terminal.say(line) }
    }

    private func printJSON(_ reading: RulesReading) {
        let faults = reading.diagnostics.map(\.json)
        Terminal.say(json: [
            "valid": .bool(reading.rulebook != nil), "diagnostics": .array(faults),
        ])
    }
}
