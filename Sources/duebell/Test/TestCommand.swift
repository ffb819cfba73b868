import ArgumentParser
import Calendars
import Cases
import DirectoryIntake
import Engine
import Foundation
import Intake
import JSON
import Messages
import Rules

struct TestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Runs the tests beside the rules, in virtual time.",
        discussion: """
            A test is a file *.test.json: {"cases": {"NAME": {"records": […], "until": "…", \
            "expect": [{"at": "…", "reason": "overdue", "to": ["contact:x"], "obligation": "…"}]}}}. \
            Expectations name members of the lines that `duebell simulate` prints; every notice, \
            verdict and fault that occurs must be expected. "about": ["RULE", …] in a file or a \
            case limits that to some rules; a test in a pack is about the rules of the pack. A \
            test in a pack with its own settings under "with" runs with that pack alone.

            Example: duebell test rules
            """)

    @Argument(help: "Folder of rules and tests.", completion: .directory)
    var folder = "rules"
    @Option(help: "Also write the outcome as JUnit XML to this file.", completion: .file())
    var junit: String?
    @Flag(help: "Replaces the expectations of failing tests by what happened; read the change.")
    var update = false
    @Option(help: "Output format; json prints one object per line, the last with the counts.")
    var format: OutputFormat = .text

    func run() async throws {
        let reading = try RulesFolder.read(folder)
        var outcomes: [TestOutcome] = []
        for file in try TestFiles.read(in: folder) {
            let tests = try TestFiles.tests(of: file, beside: reading.documents)
            let run = tests.map {
                TestOutcome(
                    file: file.path, name: $0.name, difference: $0.run(in: FaultPhrases.program),
                    zone: $0.simulation.rules.current.settings.zone)
            }
            let changed = zip(tests, run).filter { !$1.difference.isEmpty }.map(\.0)
            if update, let zone = run.first?.zone, !changed.isEmpty {
                try Self.rewrite(file, zone, changed)
            } else {
                outcomes += run
            }
        }
        let failed = outcomes.filter { !$0.difference.isEmpty }.count
        switch format {
        case .text:
            for outcome in outcomes { outcome.lines.forEach(Terminal.show) }
            Terminal.say("\(outcomes.count - failed) passed, \(failed) failed")
        case .json:
            for outcome in outcomes { Terminal.say(json: outcome.json) }
            let counts: JSON = [
                "passed": .number(.integer(Int64(outcomes.count - failed))),
                "failed": .number(.integer(Int64(failed))),
            ]
            Terminal.say(json: counts)
        }
        if let junit { try TestOutcome.junit(outcomes).writing(to: junit) }
        if failed > 0 { throw ExitCode(Failure.Status.findings.rawValue) }
    }

    /// Writes into a file what the tests given produced.
    private static func rewrite(_ file: RuleDocument, _ zone: Zone, _ tests: [RuleTest]) throws {
        let text = try TestUpdate(document: file, zone: zone).text(
            tests.map { ($0.name, $0.updated(in: FaultPhrases.program)) })
        do {
            try Data(text).write(to: URL(filePath: file.path), options: .atomic)
        } catch {
            throw Failure(.cannotCreate, "\(file.path): \(error.localizedDescription)")
        }
        for test in tests { Terminal.show("updated \(file.path): \(test.name)") }
    }
}

extension String {
    fileprivate func writing(to path: String) throws(Failure) {
        do {
            try write(toFile: path, atomically: true, encoding: .utf8)
        } catch {
            throw Failure(.cannotCreate, "\(path): \(error.localizedDescription)")
        }
    }
}
