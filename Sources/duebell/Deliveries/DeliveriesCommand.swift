import ArgumentParser
import Calendars
import Cases
import Deliveries
import Engine
import JSON
import Queries
import Rules
import Storage

struct DeliveriesCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "deliveries",
            abstract: .spoken(
                "列出消息及其收件人、原因、各次发送和对方答复。",
                "Lists messages with their recipients, reasons, attempts and replies."),
            discussion: .spoken(
                "列表显示每条消息的最后一次答复；加 --details 显示各次发送和原因。其他命令使用表中的消息编号。",
                """
                Prints a table with the last reply to each message; with --details, every \
                attempt and the reasons. Commands accept the id as shown in the table.
                """,
                examples: "duebell deliveries --failed --since 24h"))
    }

    @OptionGroup var places: PathOptions
    @Flag(
        help: .spoken(
            "只列最终未送达的消息（被拒收或已放弃）。",
            "Show only messages that failed for good: refused or given up."))
    var failed = false
    @Flag(help: .spoken("只列待发的消息。", "Show only messages that are waiting."))
    var waiting = false
    @Option(
        help: .spoken(
            "只列某时（RFC 3339）以后或近一段时间（如 2h）内决定发送的消息。",
            """
            Show only messages decided since a time (RFC 3339) or a period before now, such \
            as 2h.
            """),
        transform: Times.past)
    var since: Instant?
    @Flag(
        help: .spoken(
            "显示每条消息的原因、时间和各次发送。",
            "Show the reasons, the timing and every attempt of each message."))
    var details = false
    @Option(
        help: .spoken(
            "最多列出的消息条数，最新的在前；未列出的另行注明条数。",
            """
            Maximum number of messages, the latest first; the list says how many more there \
            are.
            """)
    )
    var limit = 100
    @Option(help: .spoken("输出格式。", "Output format."))
    var format: OutputFormat = .text

    func validate() throws {
        guard limit >= 1 else {
            throw ValidationError(
                .spoken(
                    "--limit：写的是 \(limit)，应为 1 或更大的数",
                    "--limit: found \(limit); accepted is 1 or more"))
        }
    }

    func run() async throws {
        var filter = DeliveryFilter()
        if failed { filter.states.formUnion([.refused, .expired]) }
        if waiting { filter.states.insert(.waiting) }
        filter.since = since
        let archive = try await StoreReader(try places.settings())
        let view = IncidentView(archive)
        let found = try await archive.deliveries(filter, limit: limit)
        let deliveries = DeliveryView(
            view, try await archive.background(of: found), isList: true)
        let count = try await archive.countDeliveries(filter)
        if format == .text, found.isEmpty { return Terminal.say(view.words.noDeliveries) }
        if format == .text, !details {
            let table = DeliveryTable(
                summaries: found.map(deliveries.summary), view: view, count: count)
            return Terminal.put(table.lines(Terminal.page).joined(separator: "\n") + "\n")
        }
        if format == .text {
            Terminal.show(view.words.times(archive.rulebook.settings.zone.name))
        }
        for history in found {
            if format == .json {
                Terminal.say(json: deliveries.json(history))
            } else {
                for line in deliveries.lines(history) { Terminal.show(line) }
            }
        }
        let words = DeliveryTablePhrases(language: archive.language)
        if count > found.count {
            Terminal.complain(words.more(count - found.count, limit: count))
        }
    }
}

struct RetryCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "retry",
            abstract: .spoken(
                "重新发送一条最终未送达的消息，编号不变。",
                """
                Requests another attempt for a message that failed for good, under the same id.
                """),
            discussion: .example("duebell retry msg_dd96bcc6e7a738067a06836feb0a4607"))
    }

    @OptionGroup var places: PathOptions
    @Argument(
        help: .spoken(
            "消息编号，见 `deliveries` 和 `explain`。",
            "The message id, as shown by `deliveries` and `explain`."))
    var id: String
    @Option(
        help: .spoken(
            "提出人。默认为用户名。",
            "Person who requests it. Default: the name of the user."))
    var by: String?
    @Option(help: .spoken("记录路径的输出格式。", "Output format of the path of the record."))
    var format: OutputFormat = .text

    func run() async throws {
        let settings = try places.settings()
        let reader = try await StoreReader(settings)
        let history = try await reader.delivery(id)
        guard [.refused, .expired].contains(history.entry.state) else {
            throw Failure(
                .findings,
                "\(history.entry.id) is \(history.entry.state.rawValue); only messages that were refused or "
                    + "given up can be retried")
        }
        let delivery = try history.entry.delivery()
        var body: JSONObject = [
            "type": "retry", "delivery": .string(history.entry.id.text),
            "by": .string(by ?? RecordSubmission.user),
            "at": .string(Timekeeper.system.now().rfc3339),
        ]
        body["incident"] = delivery.incidents.first.map { .string($0.text) }
        try await RecordSubmission.deliver(
            body, settings: settings, store: reader.store, format)
    }
}
