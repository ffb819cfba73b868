import ArgumentParser
import Cases
import Deliveries
import JSON
import Messages
import Rules

struct TryMessage: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "message",
        abstract: "Shows the text of a message; nothing is sent.",
        discussion: """
            For an incident in the store, or with --records for an incident as it stands at a \
            time. Without --kind, the subject and the text are shown; `model` shows the values for \
            templates, `data` the values for webhooks. A reason that contradicts the incident's \
            state is refused.

            Example: duebell try message --records incidents.ndjson \
            --at 2026-05-12T20:00:00+08:00 --reason overdue --language en --kind html
            """)

    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case subject, short, text, html, markdown, data, model
    }

    @OptionGroup var places: PathOptions
    @Argument(help: "Incident; optional if the records cover only one.")
    var incident: String?
    @OptionGroup var subject: SubjectOptions
    @Option(
        help:
            "Reader: contact:NAME, schedule:NAME, NAME or mailto:ADDRESS. Default: the duty."
    )
    var to: String?
    @Option(help: "Language. Default: the reader's own.")
    var language: MessageLanguage?
    @Option(help: "Form of the message.")
    var kind: Kind?
    @Option(help: "Output format; json prints every form unless --kind names one.")
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
