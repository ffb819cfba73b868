import ArgumentParser
import Calendars
import Cases
import JSON
import Queries
import Rules
import Storage

/// The arguments of a command about one incident, with the output format.
struct Question: ParsableArguments {
    @OptionGroup var places: PathOptions
    @Argument(help: .spoken("事件编号。", "Incident id."))
    var incident: String
    @Option(help: .spoken("输出格式。", "Output format."))
    var format: OutputFormat = .text
}

struct ShowCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "show",
            abstract: .spoken(
                "显示一起事件：情况、应报事项、全部记录、下一步。",
                "Shows one incident: facts, obligations, every record, and what happens next."),
            discussion: .example("duebell show i-2026-0512"))
    }

    @OptionGroup var question: Question

    func run() async throws {
        let archive = try await StoreReader(try question.places.settings())
        let known = try await archive.incident(question.incident)
        let records = try await archive.records(of: known)
        let view = IncidentView(archive)
        let rules = try await archive.rules(of: known)
        if question.format == .json {
            Terminal.say(json: view.json(known, records, rules), .indented)
        } else {
            let lines =
                view.page(known, records) + [""] + view.upcoming(known, by: rules)
                + view.next(known)
            for line in lines { Terminal.show(line) }
        }
    }
}

struct ExplainCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "explain",
            abstract: .spoken(
                "说明一起事件或一条消息：适用规则、应报事项、消息、下一动作。",
                """
                Explains an incident or message: matching rules, obligations, messages, next \
                action.
                """),
            discussion: .spoken(
                "写消息编号（msg_…）的，说明原因、收件人如何选定、时间、通道和对方答复。",
                """
                For a message, named by its id (msg_…), it shows the reason, the choice of \
                recipient, the timing, the channel and the replies.
                """,
                examples: "duebell explain i-2026-0512"))
    }

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
        let records = try await archive.records(of: known)
        let rules = try await archive.rules(of: known)
        let view = IncidentView(archive)
        if question.format == .json {
            let sent = DeliveryView(view, story.background)
            let shown = view.json(known, records, rules)
            let all = view.json(known, shown, story, story.deliveries.map { sent.json($0) })
            Terminal.say(json: all, .indented)
            return
        }
        let lines =
            view.page(known, records) + [""] + view.rules(for: known) + [""]
            + view.journal(story) + [""] + sent(story, of: known, view) + [""]
            + view.upcoming(known, by: rules) + view.next(known)
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
