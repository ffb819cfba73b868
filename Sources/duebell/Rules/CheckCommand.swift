import ArgumentParser
import Calendars
import Engine
import Foundation
import JSON
import Rules

struct CheckCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "check",
            abstract: .spoken(
                "检查规则，逐条列出错误及其位置。",
                "Checks the rules and reports every error with its place."),
            discussion: .spoken(
                "加 --calendar 的，列出一个日历中的休息日、半天和调休上班日，以及依据：各日名称、所在文件和行。",
                """
                With --calendar, lists what a calendar takes as days off, half days and make-up \
                workdays, and why: the name of each day, and its file and line.
                """,
                examples: "duebell check --rules rules --calendar cn"))
    }

    @OptionGroup var places: PathOptions
    @Option(help: .spoken("检查结果的输出格式。", "Output format of the findings."))
    var format: OutputFormat = .text
    @Option(
        help: .spoken(
            "要列出其日期的日历；列出后不再显示概况。",
            "A calendar whose days are listed in place of the summary."))
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
        let nearest = nearestName(to: name, among: names)
        throw Failure(.data, CheckPhrases(language: .spoken).noCalendar(name, names, nearest))
    }

    private func print(_ reading: RulesReading, _ listing: CalendarListing?) {
        for diagnostic in reading.diagnostics { Terminal.complain("\(diagnostic)") }
        let lines = listing?.lines(in: .spoken) ?? reading.rulebook?.summary(in: .spoken) ?? []
        for line in lines { Terminal.say(line) }
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
