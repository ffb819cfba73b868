import ArgumentParser
import Cases
import Engine
import Foundation
import Rules
import Transports

struct SendTestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "send-test",
        abstract: "Sends a message that is marked as a test, at once, and tells the answer.",
        discussion: "Example: duebell send-test contact:engineer")

    @OptionGroup var places: Places
    @Argument(help: "Whom: contact:NAME, NAME, or mailto:ADDRESS.")
    var recipient: String

    func run() async throws {
        try await reporting {
            let settings = try places.settings()
            let rulebook = try RulesFolder.rulebook(settings[.rules])
            let now = Timekeeper.system.now()
            guard let delivery = rulebook.test(try whom(), at: now),
                let message = Message([delivery], of: nil, at: now, by: rulebook),
                let channel = rulebook.channels[delivery.channel]
            else {
                throw Failure(
                    .findings, "\(recipient): nobody of that name can be reached by these rules")
            }
            let receipt = try await send(message, by: channel, settings)
            let address = delivery.address.map { " <\($0)>" } ?? ""
            let answer = receipt.answer
            let line =
                "\(delivery.to)\(address) by \(delivery.channel): \(answer.code) \(answer.text)"
            guard case .delivered = receipt else { throw Failure(.unavailable, line) }
            Terminal.say(line)
        }
    }

    private func whom() throws -> Recipient {
        if recipient.hasPrefix("mailto:") {
            let address = String(recipient.dropFirst(7))
            guard MailAddress(address) != nil else {
                throw ValidationError(
                    "found `\(recipient)`; accepted is an address such as mailto:duty@city.example")
            }
            return .mail(address)
        }
        let name = recipient.hasPrefix("contact:") ? String(recipient.dropFirst(8)) : recipient
        return .contact(Contact.ID(name))
    }

    private func send(
        _ message: Message, by channel: Channel, _ settings: Settings
    ) async throws -> Receipt {
        let loop = CurlLoop()
        let factory = TransportFactory(
            loop: loop,
            secrets: SecretReader(
                environment: ProcessInfo.processInfo.environment, rulesFolder: settings[.rules]),
            stateFolder: settings[.state], now: { Timekeeper.system.now() })
        do {
            let receipts = try await factory.open(channel).send(message)
            await loop.close()
            guard let receipt = receipts.first else {
                throw Failure(.unavailable, "channel \(channel.id) gave no answer")
            }
            return receipt
        } catch let error as TransportError {
            throw Failure(.configuration, "channel \(channel.id): \(error)")
        }
    }
}
