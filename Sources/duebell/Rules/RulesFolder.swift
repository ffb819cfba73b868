import Calendars
import Engine
import Files
import Rules

/// The rules that a command reads from their folder.
enum RulesFolder {
    /// Reads a folder; throws if the folder is missing or one of its files cannot be read.
    ///
    /// With `now`, warns of parts of the rules that expire soon; with `isSet`, of environment
    /// variables that are not set.
    static func read(
        _ folder: String, at now: Instant? = nil, isSet: ((String) -> Bool)? = nil
    ) throws(Failure) -> RulesReading {
        let reading = RulesReading(
            folder: folder, zones: ZoneFiles.system.zone(named:), at: now, isSet: isSet)
        guard reading.troubles.isEmpty else {
            throw Failure(.noInput, reading.troubles.joined(separator: "\n"))
        }
        return reading
    }

    /// Returns the rulebook; on faults, prints them and throws.
    ///
    /// With `tellingTemplates`, warns of templates in whose place a built-in text is sent.
    static func rulebook(
        _ folder: String, tellingTemplates: Bool = false
    ) throws(Failure) -> Rulebook {
        let reading = try read(folder)
        for diagnostic in reading.diagnostics
        where diagnostic.isError || reading.rulebook == nil
            || (tellingTemplates && RulebookReader.isTemplate(path: diagnostic.path))
        {
            Terminal.complain("\(diagnostic)")
        }
        guard let rulebook = reading.rulebook else {
            throw Failure(.configuration, "\(folder): the rules have errors; nothing was done")
        }
        return rulebook
    }
}
