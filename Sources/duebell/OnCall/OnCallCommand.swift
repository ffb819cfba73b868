import ArgumentParser
import Calendars
import Cases
import Engine
import Foundation
import JSON
import Queries
import Rules

struct OnCallCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "oncall",
            abstract: .spoken(
                "显示现在或某时由谁值班，或一段时间的班次。",
                "Shows who is on call now or at a time, or the shifts of a span."),
            discussion: .spoken(
                """
                不写 --schedule 或 --unit 的，列出全部值班表。写 --from、--until 或 --format \
                ics 的，列出一段时间的班次，默认为今后 60 天。所查岗位无人值班的，退出码为 1。
                """,
                """
                Without --schedule or --unit, all schedules are shown. With --from, --until or \
                --format ics, the shifts of a span are shown, by default the next 60 days. The \
                exit code is 1 if nobody is on call for a requested post.
                """,
                examples: "duebell oncall --unit city-committee"))
    }

    @OptionGroup var places: PathOptions
    @Option(
        help: .spoken(
            "查询的时间（RFC 3339）。默认为现在。",
            "Time of the query (RFC 3339). Default: now."), transform: Times.instant)
    var at: Instant?
    @Option(help: .spoken("要查的值班表。", "Schedule to show."))
    var schedule: String?
    @Option(
        help: .spoken(
            "要查的单位，列出其值班员和带班领导。",
            "Unit whose duty and leader to show."))
    var unit: String?
    @Option(
        help: .spoken(
            "起始时间（RFC 3339）。默认为 --at 或现在的那一分钟。",
            "Start of the span (RFC 3339). Default: the minute of --at, or of now."),
        transform: Times.instant)
    var from: Instant?
    @Option(
        help: .spoken(
            "截止时间（RFC 3339）。默认为起始之后 60 天。",
            "End of the span (RFC 3339). Default: 60 days after its start."),
        transform: Times.instant)
    var until: Instant?
    @Option(
        help: .spoken(
            "text：供人阅读；json：每行一个对象；ics：可订阅的日历。",
            "text: for people; json: one object per line; ics: a calendar to subscribe to."))
    var format: Format = .text

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, ics
    }

    func validate() throws {
        guard schedule == nil || unit == nil else {
            throw ValidationError(
                .spoken(
                    "--schedule 和 --unit 只能写一个",
                    "--schedule and --unit: accepted is one of them"))
        }
    }

    func run() async throws {
        let rulebook = try RulesFolder.rulebook(try places.settings()[.rules])
        let clock = Instant(seconds: Timekeeper.system.now().seconds)
        let now = at ?? clock
        let posts = try posts(in: rulebook)
        let roster = RosterView(rulebook: rulebook, now: now)
        if format == .ics {
            let known = posts.compactMap { post in
                post.schedule.flatMap { rulebook.schedules[$0] }
            }
            let calendar = DutyCalendar(known, by: rulebook)
            Terminal.put(calendar.text(in: try span(from: now), at: now))
            return
        }
        let isSpan = from != nil || until != nil
        let answers = try posts.flatMap { post in
            isSpan
                ? roster.shifts(of: post, in: try span(from: now)) : [roster.answer(to: post)]
        }
        switch format {
        case .json: for answer in answers { Terminal.say(json: roster.json(answer)) }
        default:
            let isColoured = Terminal.isColoured(ProcessInfo.processInfo.environment)
            let lines = isSpan ? roster.list(answers) : roster.table(answers)
            for line in lines { Terminal.say(line.text(isColoured: isColoured)) }
        }
        guard answers.allSatisfy({ !$0.people.isEmpty }) else { throw ExitCode(1) }
    }

    /// Returns the requested posts, each by name.
    private func posts(in rulebook: Rulebook) throws -> [RosterView.Position] {
        if let unit {
            guard let known = rulebook.units[Unit.ID(unit)] else {
                throw unknown("--unit", unit, among: rulebook.units.keys.map(\.text))
            }
            return RosterView.positions(of: known)
        }
        if let schedule {
            guard rulebook.schedules[Schedule.ID(schedule)] != nil else {
                throw unknown("--schedule", schedule, among: rulebook.schedules.keys.map(\.text))
            }
            return [RosterView.Position(holder: .schedule(Schedule.ID(schedule)))]
        }
        let names = rulebook.schedules.keys.sorted()
        if names.isEmpty { Terminal.complain(ViewPhrases(rulebook.settings.language).noSchedules) }
        return names.map { RosterView.Position(holder: .schedule($0)) }
    }

    private func unknown(_ option: String, _ name: String, among known: [String]) -> Failure {
        let nearest = nearestName(to: name, among: known).map { "; nearest is `\($0)`" } ?? ""
        return Failure(.data, "\(option): the rules define no `\(name)`\(nearest)")
    }

    private func span(from now: Instant) throws -> Range<Instant> {
        let minute = Instant(seconds: now.seconds / 60 * 60)
        let start = from ?? minute
        let end = until ?? start + RosterView.horizon
        guard start < end else {
            throw Failure(.data, "--until: found \(end.rfc3339); accepted is a time after --from")
        }
        return start..<end
    }
}

extension RosterView.Line {
    /// Returns the line for a terminal, with a gap in red if colours are shown.
    fileprivate func text(isColoured: Bool) -> String {
        let plain = Terminal.plain(plain)
        return isGap && isColoured ? "\u{1B}[31m\(plain)\u{1B}[0m" : plain
    }
}
