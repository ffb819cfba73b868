import ArgumentParser
import Calendars
import Cases
import JSON
import Queries
import Rules
import Storage

struct ListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists obligations: who must report to whom, by when, and the status.",
        discussion: "Example: duebell list --all")

    @OptionGroup var places: PathOptions
    @Flag(help: "Include settled obligations.")
    var all = false
    @Option(help: "Maximum number of incidents.")
    var limit = 200

    func validate() throws {
        guard limit >= 1 else {
            throw ValidationError("--limit: found \(limit); accepted is 1 or more")
        }
    }
    @Option(help: "Output format.")
    var format: OutputFormat = .text

    func run() async throws {
        let archive = try await StoreReader(try places.settings())
        let view = IncidentView(archive)
        var (left, place) = (limit, CaseCursor?.none)
        repeat {
            let page = try await archive.owed(
                phase: all ? nil : .open, onlyOpen: !all, limit: min(left, Self.pageMax),
                after: place)
            if page.isPartial, place == nil { Terminal.complain(view.words.listIsPartial) }
            for heading in page.headings { show(heading, page, view) }
            if left == limit, page.headings.isEmpty, format == .text {
                Terminal.say(view.words.nothingOwed)
            }
            left -= page.headings.count
            place = page.headings.last.map { CaseCursor(of: $0) }
        } while place != nil && left > 0
    }

    /// The number of cases read at once.
    private static let pageMax = 100

    private func show(_ heading: CaseHeading, _ page: StoreReader.OwedPage, _ view: IncidentView) {
        if let aside = heading.setAside {
            Terminal.complain("\(heading.incident): set aside: \(aside.reason)")
        }
        let stated = page.statements[heading.incident] ?? []
        for row in page.owed[heading.incident] ?? [] {
            if format == .json {
                var json = view.json(row).object ?? JSONObject()
                json["statements"] = stated.map(\.json).coded(\.self)
                Terminal.say(json: .object(json))
            } else {
                Terminal.show(view.line(row))
            }
        }
        guard format == .text else { return }
        for one in stated { Terminal.show("  \(heading.incident)  \(view.line(one))") }
        for question in page.questions[heading.incident] ?? [] {
            Terminal.show(view.line(question))
        }
    }
}

/// The arguments of a command about one incident, with the output format.
struct Question: ParsableArguments {
    @OptionGroup var places: PathOptions
    @Argument(help: "Incident id.")
    var incident: String
    @Option(help: "Output format.")
    var format: OutputFormat = .text
}

struct ShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows one incident: facts, obligations and reports.",
        discussion: "Example: duebell show i-2026-0512")

    @OptionGroup var question: Question

    func run() async throws {
        let archive = try await StoreReader(try question.places.settings())
        let known = try await archive.incident(question.incident)
        let view = IncidentView(archive)
        if question.format == .json {
            Terminal.say(json: view.json(known), .indented)
        } else {
            for line in view.page(known) { Terminal.show(line) }
        }
    }
}

struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract:
            "Explains an incident or message: matching rules, obligations, messages, next action.",
        discussion: """
            For a message, named by its id (msg_…), it shows the reason, the choice of recipient, \
            the timing, the channel and the replies.

            Example: duebell explain i-2026-0512
            """)

    @OptionGroup var question: Question

    func run() async throws {
        let archive = try await StoreReader(try question.places.settings())
        if question.incident.hasPrefix("msg_") {
            let history = try await archive.delivery(question.incident)
            let view = DeliveryView(
                IncidentView(archive), try await archive.background(of: [history]))
            if question.format == .json {
                Terminal.say(json: view.json(history), .indented)
            } else {
                let zone = archive.rulebook.settings.zone.name
                let lines = [view.view.words.times(zone)] + view.lines(history)
                for line in lines { Terminal.show(line) }
            }
            return
        }
        let known = try await archive.incident(question.incident)
        let story = try await archive.story(known)
        let view = IncidentView(archive)
        if question.format == .json {
            let sent = DeliveryView(view, story.background)
            let all = view.json(known, story, story.deliveries.map { sent.json($0) })
            Terminal.say(json: all, .indented)
            return
        }
        let lines =
            view.page(known) + [""] + view.rules(for: known) + [""] + view.journal(story)
            + [""] + sent(story, of: known, view) + [""] + view.next(known)
        for line in lines { Terminal.show(line) }
    }

    private func sent(_ story: StoreReader.Story, of incident: Case, _ view: IncidentView)
        -> [String]
    {
        let deliveries = DeliveryView(view, story.background)
        return [view.words.sent]
            + story.deliveries.flatMap { deliveries.lines($0, about: incident.id) }.map {
                "  " + $0
            }
    }
}
