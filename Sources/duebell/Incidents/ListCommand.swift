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
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract:
            "Lists obligations by deadline: who must report to whom, by when, and the status.",
        discussion: """
            Without --all, incidents for which no report is outstanding are not listed. \
            Questions, which keep an incident from being judged, are always listed.

            Example: duebell list --overdue --unit anju
            """)

    @OptionGroup var places: PathOptions
    @Option(help: "Unit that must report; repeatable.")
    var unit: [String] = []
    @Option(help: "Rule of the obligation.")
    var rule: String?
    @Option(
        help: """
            Status: not-started, pending, approaching, overdue, met, waived or missed; repeatable.
            """)
    var status: [Obligation.DueStatus] = []
    @Option(help: "Severity of the incident, as in its record; repeatable.")
    var severity: [String] = []
    @Flag(help: "Show only obligations whose deadline has passed without a report.")
    var overdue = false
    @Flag(
        help: """
            Show only obligations of units of which you are the duty or the leader now. You \
            are the contact named by DUEBELL_CONTACT, else the one that the settings name for the \
            user, else the one with the name of the user.
            """)
    var mine = false
    @Option(
        help: """
            Show only obligations opened since a time (RFC 3339) or a period before now, such as 2h.
            """, transform: Times.past)
    var since: Instant?
    @Flag(help: "Include settled obligations, and incidents without any.")
    var all = false
    @Flag(help: "Refresh the list until interrupted.")
    var watch = false
    @Option(help: "Seconds between two refreshes.")
    var every = 5
    @Option(help: "Maximum number of obligations; the list says how many more there are.")
    var limit = 200
    @Option(help: "Output format.")
    var format: OutputFormat = .text

    func validate() throws {
        guard limit >= 1 else {
            throw ValidationError("--limit: found \(limit); accepted is 1 or more")
        }
        guard (1...3_600).contains(every) else {
            throw ValidationError("--every: found \(every); accepted is 1 to 3600")
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
