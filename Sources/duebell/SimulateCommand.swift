import ArgumentParser
import Calendars
import Cases
import Engine
import Foundation
import Intake
import Rules

struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract:
            "Plays records under a virtual clock and prints what would happen; sends nothing.",
        discussion: """
            A record takes effect at its `arrivedAt` if it has one, else at its own latest time.

            Example: duebell simulate --rules rules --records incidents.ndjson --format ndjson
            """)

    @OptionGroup var places: Places
    @Option(help: "A file of records, or a folder of such files.", completion: .file())
    var records: String?
    @Option(help: "When the clock starts (RFC 3339); else with the first record.")
    var from: String?
    @Option(help: "The last instant to play (RFC 3339); else until nothing more can happen.")
    var until: String?
    @Option(help: "ndjson: a JSON object a line; text: for people.")
    var format: SimulationFormat = .text

    enum SimulationFormat: String, ExpressibleByArgument, CaseIterable {
        case text, ndjson, json
    }

    func run() async throws {
        try await reporting {
            let settings = try places.settings()
            let rulebook = try RulesFolder.rulebook(settings[.rules])
            let reading = try Self.read(records, hasFrom: from != nil)
            for refusal in reading.refusals { Terminal.complain("\(refusal)") }
            let simulation = Simulation(
                rules: Rulebooks(current: rulebook), from: try instant(from, "--from"),
                until: try instant(until, "--until"))
            let lines = simulation.run(reading.records)
            let coloured = Terminal.isColoured(ProcessInfo.processInfo.environment)
            for line in lines {
                Terminal.say(
                    format == .text
                        ? Timeline.line(line, in: rulebook, coloured: coloured)
                        : line.json.serialized())
            }
            let conflicts = Simulation.conflicts(in: reading.records)
            for record in conflicts {
                Terminal.complain(
                    "\(record.origin): the id `\(record.id)` came before with other content")
            }
            if !reading.refusals.isEmpty || !conflicts.isEmpty {
                throw ExitCode(Failure.Status.data.rawValue)
            }
        }
    }

    /// Without records there are still bulletins, from a time on.
    private static func read(
        _ records: String?, hasFrom: Bool
    ) throws -> RecordFiles.Reading {
        guard let records else {
            guard hasFrom else {
                throw ValidationError("--records or --from is needed: there is nothing to play")
            }
            return RecordFiles.Reading(records: [], refusals: [])
        }
        do {
            return try RecordFiles.read(records)
        } catch {
            throw Failure(.noInput, "\(error)")
        }
    }

    private func instant(_ text: String?, _ flag: String) throws -> Instant? {
        guard let text else { return nil }
        guard let instant = try? Instant(rfc3339: text) else {
            throw ValidationError(
                "\(flag): found `\(text)`; accepted is a time like 2026-05-12T16:00:00+08:00")
        }
        return instant
    }
}
