import ArgumentParser
import Calendars
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
    @Argument(help: "Whom: contact:NAME, schedule:NAME, NAME, or mailto:ADDRESS.")
    var recipient: String

    func run() async throws {
        try await reporting {
            let settings = try places.settings()
            let rulebook = try RulesFolder.rulebook(settings[.rules])
            let now = Timekeeper.system.now()
            let deliveries = rulebook.tests(try whom(), at: now)
            guard !deliveries.isEmpty else {
                throw Failure(
                    .findings, "\(recipient): nobody of that name can be reached now by these rules"
                )
            }
            var failures: [String] = []
            for delivery in deliveries {
                let receipt = try await send(delivery, at: now, rulebook, settings)
                let address = delivery.address.map { " <\($0)>" } ?? ""
                let answer = receipt.answer
                let line =
                    "\(delivery.to)\(address) by \(delivery.channel): "
                    + "\(answer.code) \(answer.text)"
                if case .delivered = receipt { Terminal.say(line) } else { failures.append(line) }
            }
            // One bad address keeps nobody else from their message.
            guard failures.isEmpty else {
                throw Failure(.unavailable, failures.joined(separator: "\n"))
            }
        }
    }

    private func send(
        _ delivery: Delivery, at now: Instant, _ rulebook: Rulebook, _ settings: Settings
    ) async throws -> Receipt {
        guard let message = Message([delivery], of: [:], at: now, by: rulebook),
            let channel = rulebook.channels[delivery.channel]
        else { throw Failure(.findings, "\(delivery.to) cannot be reached by these rules") }
        return try await send(message, by: channel, settings)
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
        if recipient.hasPrefix("schedule:") {
            return .schedule(Schedule.ID(String(recipient.dropFirst(9))))
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
