import ArgumentParser
import Cases
import Deliveries
import JSON
import Messages
import Rules

struct TryMessage: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "message",
            abstract: .spoken(
                "显示一条消息的内容，不发送。",
                "Shows the text of a message; nothing is sent."),
            discussion: .spoken(
                """
                事件取自数据库；写 --records 的取自记录，按某一时间的情况。不写 --kind 的，显示\
                标题和正文；`model` 显示模板可用的值，`data` 显示网络回调的值。与事件情况不符的\
                原因不予显示。
                """,
                """
                For an incident in the store, or with --records for an incident as it stands at \
                a time. Without --kind, the subject and the text are shown; `model` shows the \
                values for templates, `data` the values for webhooks. A reason that contradicts \
                the incident's state is refused.
                """,
                examples: """
                    duebell try message --records incidents.ndjson --at 2026-05-12T20:00:00+08:00 \
                    --reason overdue --language en --kind html
                    """))
    }

    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case subject, short, text, html, markdown, data, model
    }

    @OptionGroup var places: PathOptions
    @Argument(
        help: .spoken(
            "事件；记录只涉及一起的可不写。",
            "Incident; optional if the records cover only one."))
    var incident: String?
    @OptionGroup var subject: SubjectOptions
    @Option(
        help: .spoken(
            "阅读人：contact:NAME、schedule:NAME、NAME 或 mailto:ADDRESS。默认为值班员。",
            """
            Reader: contact:NAME, schedule:NAME, NAME or mailto:ADDRESS. Default: the duty.
            """)
    )
    var to: String?
    @Option(help: .spoken("语言。默认为阅读人自己的语言。", "Language. Default: the reader's own."))
    var language: MessageLanguage?
    @Option(help: .spoken("消息的形式。", "Form of the message."))
    var kind: Kind?
    @Option(
        help: .spoken(
            "输出格式；json 输出每种形式，写 --kind 的除外。",
            "Output format; json prints every form unless --kind names one."))
    var format: OutputFormat = .text

    func run() async throws {
        let settings = try places.settings()
        let said = try await subject.subject(incident, settings)
        let reader =
            try to.map { try Recipient(argument: $0) }
            ?? said.incidents.first?.likelyReader(by: said.rulebook)
            ?? said.rulebook.operators(at: said.now).first
        let samples = reader.map {
            said.rulebook.samples(of: said.matter, to: $0, at: said.now)
        }
        guard let delivery = samples?.first else {
            throw Failure(.findings, "no reader found; name one with --to")
        }
        let message = try said.message(to: delivery, as: .show, in: language?.language)
        if format == .json {
            Terminal.say(json: json(message, to: delivery), .indented)
        } else {
            show(message)
        }
    }

    private func json(_ message: Message, to delivery: Delivery) -> JSON {
        var json: JSONObject = [
            "to": .string(delivery.to.description), "channel": .string(delivery.channel.text),
            "type": .string(message.type), "language": .string(message.language.rawValue),
        ]
        for kind in Kind.allCases where self.kind == nil || self.kind == kind {
            json[kind.rawValue] = part(kind, of: message)
        }
        return .object(json)
    }

    private func part(_ kind: Kind, of message: Message) -> JSON {
        switch kind {
        case .subject: .string(message.subject)
        case .short: .string(message.short)
        case .text: .string(message.text)
        case .html: .string(message.html)
        case .markdown: .string(message.markdown)
        case .data: .object(message.data)
        case .model: .object(message.model)
        }
    }

    private func show(_ message: Message) {
        switch kind {
        case nil:
            Terminal.show(message.subject)
            Terminal.put("\n" + message.text)
        case .subject: Terminal.show(message.subject)
        case .short: Terminal.show(message.short)
        case .text: Terminal.put(message.text)
        case .html: Terminal.put(message.html)
        case .markdown: Terminal.put(message.markdown)
        case .data: Terminal.say(json: JSON.object(message.data), .indented)
        case .model: Terminal.say(json: JSON.object(message.model), .indented)
        }
    }
}
