import ArgumentParser
import Calendars
import Cases
import Engine
import Foundation
import JSON
import Queries
import Rules
import Storage

struct ListCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "list",
            abstract: .spoken(
                "按时限列出应报事项：谁向谁报、何时以前、目前状态。",
                """
                Lists obligations by deadline: who must report to whom, by when, and the status.
                """),
            discussion: .spoken(
                "不加 --all 的，没有待报事项的事件不列。无法判定的待查问题一律列出。",
                """
                Without --all, incidents for which no report is outstanding are not listed. \
                Questions, which keep an incident from being judged, are always listed.
                """,
                examples: "duebell list --overdue --unit anju"))
    }

    @OptionGroup var places: PathOptions
    @Option(help: .spoken("应报单位，可重复。", "Unit that must report; repeatable."))
    var unit: [String] = []
    @Option(help: .spoken("应报事项所属的规则。", "Rule of the obligation."))
    var rule: String?
    @Option(
        help: .spoken(
            """
            状态：not-started（未起算）、pending（未到期）、approaching（临近）、overdue（逾\
            期）、met（已报）、waived（免报）、missed（漏报），可重复。
            """,
            """
            Status: not-started, pending, approaching, overdue, met, waived or missed; \
            repeatable.
            """))
    var status: [Obligation.DueStatus] = []
    @Option(
        help: .spoken(
            "事件等级，与记录中的写法相同，可重复。",
            "Severity of the incident, as in its record; repeatable."))
    var severity: [String] = []
    @Flag(
        help: .spoken(
            "只列过了时限仍未报告的事项。",
            "Show only obligations whose deadline has passed without a report."))
    var overdue = false
    @Flag(
        help: .spoken(
            """
            只列您目前值班或负责的单位的事项。您是哪位联系人，先看环境变量 DUEBELL_CONTACT，\
            再看设置中该用户对应的联系人，最后看与用户名同名的联系人。
            """,
            """
            Show only obligations of units of which you are the duty or the leader now. You \
            are the contact named by DUEBELL_CONTACT, else the one that the settings name \
            for the user, else the one with the name of the user.
            """))
    var mine = false
    @Option(
        help: .spoken(
            "只列某时（RFC 3339）以后或近一段时间（如 2h）内产生的应报事项。",
            """
            Show only obligations opened since a time (RFC 3339) or a period before now, \
            such as 2h.
            """), transform: Times.past)
    var since: Instant?
    @Flag(
        help: .spoken(
            "连同已办结的事项和没有应报事项的事件。",
            "Include settled obligations, and incidents without any."))
    var all = false
    @Flag(help: .spoken("持续刷新，直到中断。", "Refresh the list until interrupted."))
    var watch = false
    @Option(help: .spoken("两次刷新相隔的秒数。", "Seconds between two refreshes."))
    var every = 5
    @Option(
        help: .spoken(
            "最多列出的应报事项数；未列出的另行注明项数。",
            "Maximum number of obligations; the list says how many more there are."))
    var limit = 200
    @Option(help: .spoken("输出格式。", "Output format."))
    var format: OutputFormat = .text

    func validate() throws {
        guard limit >= 1 else {
            throw ValidationError(
                .spoken(
                    "--limit：写的是 \(limit)，应为 1 或更大的数",
                    "--limit: found \(limit); accepted is 1 or more"))
        }
        guard (1...3_600).contains(every) else {
            throw ValidationError(
                .spoken(
                    "--every：写的是 \(every)，应为 1 至 3600",
                    "--every: found \(every); accepted is 1 to 3600"))
        }
    }

    func run() async throws {
        let settings = try places.settings()
        repeat {
            let archive = try await StoreReader(settings)
            let page = Terminal.page
            let view = IncidentView(archive)
            var query = ObligationQuery(try filter(archive), includesSettled: all, limit: limit)
            if watch, let height = page.height {
                query.limit = max(1, min(limit, height - Self.frameHeight))
            }
            let list = try await archive.obligations(query)
            if list.isPartial { Terminal.complain(view.words.listIsPartial) }
            switch format {
            case .json: show(list, view)
            case .text: show(ObligationTable(list: list, view: view, page: page))
            }
            if watch { try await Timekeeper.system.pause(for: .seconds(every)) }
        } while watch
    }

    /// The lines of a refreshed list that are not obligations.
    private static let frameHeight = 6

    private func show(_ table: ObligationTable) {
        var lines = table.lines
        if watch {
            let words = ListPhrases(language: table.view.words.language)
            let time = table.view.time(Instant(seconds: table.view.now.seconds))
            let zone = table.view.rulebook.settings.zone.name
            lines.insert(words.refreshed(time, zone, every), at: 0)
            if table.page.height != nil { Terminal.clear() }
        }
        Terminal.put(lines.joined(separator: "\n") + "\n")
    }

    private func show(_ list: ObligationList, _ view: IncidentView) {
        for row in list.open + list.settled {
            var json = view.json(row).object ?? JSONObject()
            json["statements"] = (list.statements[row.incident] ?? []).map(\.json).coded(\.self)
            Terminal.say(json: .object(json))
        }
        for question in list.questions { Terminal.say(json: view.json(question)) }
        for heading in list.setAside {
            Terminal.say(json: [
                "incident": .string(heading.incident.text),
                "setAside": .string(heading.setAside?.reason ?? ""),
            ])
        }
        if list.moreCount > 0 {
            let words = ListPhrases(language: view.words.language)
            let all = list.openCount + list.settledCount
            Terminal.complain(words.more(list.moreCount, limit: all))
        }
    }

    private func filter(_ archive: StoreReader) throws -> OwedFilter {
        let rulebook = archive.rulebook
        try Self.check("--unit", unit, among: rulebook.units.keys.map(\.text))
        try Self.check("--rule", [rule].compactMap(\.self), among: rulebook.rules.map(\.id.text))
        var filter = OwedFilter(
            units: unit.isEmpty ? nil : Set(unit.map { Unit.ID($0) }),
            rule: rule.map { Rule.ID($0) }, severities: Set(severity), openedSince: since)
        let states = status + (overdue ? [.overdue] : [])
        if !states.isEmpty { filter.status = .init(Set(states), at: archive.now) }
        if mine {
            let person = try person(archive)
            let own = archive.units(of: .contact(person))
            if own.isEmpty {
                Terminal.complain(ListPhrases(language: archive.language).noUnits(person.text))
            }
            filter.units = filter.units.map(own.intersection) ?? own
        }
        return filter
    }

    /// Refuses names that the rules do not know, as probable typing errors.
    private static func check(_ option: String, _ names: [String], among known: [String]) throws {
        for name in names where !known.contains(name) {
            let nearest = nearestName(to: name, among: known).map { "; nearest is `\($0)`" } ?? ""
            throw Failure(.data, "\(option): the rules define no `\(name)`\(nearest)")
        }
    }

    private func person(_ archive: StoreReader) throws -> Contact.ID {
        let environment = ProcessInfo.processInfo.environment
        let user = RecordSubmission.user
        let mapped = archive.rulebook.settings.users[user]?.text
        let name = environment["DUEBELL_CONTACT"] ?? mapped ?? user
        var id = Contact.ID(name)
        if case .contact(let named) = Recipient(name) { id = named }
        guard archive.rulebook.contacts[id] != nil else {
            throw Failure(.data, ListPhrases(language: archive.language).noContact(id.text))
        }
        return id
    }
}

extension Obligation.DueStatus: ExpressibleByArgument {}
