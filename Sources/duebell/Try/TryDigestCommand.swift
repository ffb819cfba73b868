import ArgumentParser
import Cases
import Deliveries
import JSON
import Messages
import Queries
import Rules

struct TryDigest: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "digest",
            abstract: .spoken(
                "显示此刻会发出的清单；不发送。",
                "Shows a digest as it would be sent now; nothing is sent."),
            discussion: .spoken(
                """
                不写名称的，显示规则中每份清单发给每个人的内容。
                """,
                """
                Without a name, every digest of the rules is shown, for each of its recipients.
                """,
                examples: "duebell try digest morning --to contact:zhang-wei"))
    }

    @OptionGroup var places: PathOptions
    @Argument(help: .spoken("清单名称。默认为全部。", "Name of a digest. Default: all."))
    var name: String?
    @Option(
        help: .spoken(
            "收件人：contact:NAME、NAME 或 mailto:ADDRESS。默认为全部。",
            "Recipient: contact:NAME, NAME or mailto:ADDRESS. Default: all."))
    var to: String?
    @Option(
        help: .spoken("输出格式；json 输出每种形式。", "Output format; json prints every form."))
    var format: OutputFormat = .text

    func run() async throws {
        let archive = try await StoreReader(try places.settings())
        let rulebook = archive.rulebook
        let names = rulebook.digests.map(\.id.text)
        if let name, !names.contains(name) {
            throw Failure(
                .findings,
                "there is no digest `\(name)`; there are: \(names.joined(separator: ", "))")
        }
        let reader = try to.map { try Recipient(argument: $0) }
        for digest in rulebook.digests where name == nil || digest.id.text == name {
            let (deliveries, cases) = try await archive.messages(of: digest)
            for delivery in deliveries where reader == nil || delivery.to == reader {
                let message = Message(
                    [delivery], of: cases, at: archive.now, by: rulebook, as: .show, in: nil,
                    masked: false)
                guard let message else { continue }
                show(message, of: digest, to: delivery)
            }
        }
    }

    private func show(_ message: Message, of digest: Digest, to delivery: Delivery) {
        switch format {
        case .json:
            Terminal.say(json: [
                "digest": .string(digest.id.text), "to": .string(delivery.to.description),
                "channel": .string(delivery.channel.text), "subject": .string(message.subject),
                "text": .string(message.text), "short": .string(message.short),
                "html": .string(message.html), "data": .object(message.data),
            ])
        case .text:
            let address = delivery.address ?? ""
            Terminal.put("\(delivery.to)  \(delivery.channel)  \(address)\n")
            Terminal.put("\(message.subject)\n\n\(message.text)\n")
        }
    }
}
