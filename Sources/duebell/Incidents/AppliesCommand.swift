import ArgumentParser
import Cases
import Engine
import Files
import Foundation
import JSON
import Queries
import Rules

struct AppliesCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "applies",
            abstract: .spoken(
                "列出适用和可能适用的规则、规则包，以及起决定作用的情况。",
                "Shows which rules and packs apply or could apply, and the facts that decide."),
            discussion: .example("duebell applies i-2026-0512"))
    }

    @OptionGroup var question: Question

    func run() async throws {
        let settings = try question.places.settings()
        let reader = try await StoreReader(settings)
        let language =
            TerminalLanguage.current
            ?? reader.rulebook.settings.language
        guard let standing = try await reader.standing(of: Incident.ID(question.incident)) else {
            let problems = try await reader.unknown(Incident.ID(question.incident))
            let lines = problems.flatMap(RefusalPhrases(language).lines)
            throw Failure(.findings, lines.joined(separator: "\n"))
        }
        let reading = try RulesFolder.read(settings[.rules])
        let packs = PackMatches.all(
            of: standing.incident, beside: reader.rulebook, documents: reading.documents,
            used: reading.used, zones: ZoneFiles.system.zone(named:))
        let view = AppliesView(reader.rulebook, in: language)
        if question.format == .json {
            Terminal.say(json: view.json(standing.incident, packs), .indented)
        } else {
            for line in view.lines(standing.incident, packs) { Terminal.show(line) }
        }
    }
}
