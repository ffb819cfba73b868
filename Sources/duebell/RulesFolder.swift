import Intake
import Rules

/// The rules as a command reads them from their folder.
enum RulesFolder {
    struct Reading {
        let documents: [RuleDocument]
        let rulebook: Rulebook?
        let diagnostics: [Diagnostic]
    }

    /// Reads a folder; throws where there is nothing to read.
    static func read(_ folder: String) throws(Failure) -> Reading {
        let documents: [RuleDocument]
        do {
            documents = try RuleFiles.read(folder)
        } catch {
            throw Failure(.noInput, "\(error)")
        }
        let outcome = RulebookReader.read(documents, zones: ZoneFiles.system.zone(named:))
        return Reading(
            documents: documents, rulebook: outcome.rulebook, diagnostics: outcome.diagnostics)
    }

    /// The rulebook, or a failure after its faults have been told.
    static func rulebook(_ folder: String) throws(Failure) -> Rulebook {
        let reading = try read(folder)
        for diagnostic in reading.diagnostics { Terminal.complain("\(diagnostic)") }
        guard let rulebook = reading.rulebook else {
            throw Failure(.configuration, "\(folder): the rules have faults; nothing was done")
        }
        return rulebook
    }
}
