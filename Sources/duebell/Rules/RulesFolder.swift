import Calendars
import Engine
import Files
import Rules

/// The rules as a command reads them from their folder.
enum RulesFolder {
    /// Reads a folder; throws where a file of it cannot be read, or there is none.
    ///
    /// With `now`, what the rules will lack before long is warned of; with `isSet`, environment
    /// variables that are not.
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

    /// The rulebook, or a failure after its faults have been told.
    static func rulebook(_ folder: String) throws(Failure) -> Rulebook {
        let reading = try read(folder)
        for diagnostic in reading.diagnostics where diagnostic.isError || reading.rulebook == nil {
            Terminal.complain("\(diagnostic)")
        }
        guard let rulebook = reading.rulebook else {
            throw Failure(.configuration, "\(folder): the rules have faults; nothing was done")
        }
        return rulebook
    }
}
