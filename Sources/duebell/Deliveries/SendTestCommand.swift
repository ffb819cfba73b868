import ArgumentParser
import Calendars
import Cases
import Deliveries
import Engine
import Foundation
import JSON
import Messages
import Rules
import Transports

struct SendTestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "send-test",
        abstract: "Sends a message marked as a test at once, and prints the reply.",
        discussion: """
            With --reason, the message is the one that would be sent for this reason, about an \
            incident in the store or in records, marked as a test.

            Example: duebell send-test contact:engineer
            """)

    @OptionGroup var places: PathOptions
    @Argument(help: "Recipient: contact:NAME, schedule:NAME, NAME, or mailto:ADDRESS.")
    var recipient: String
    @Option(help: "Incident the message is about. Default reason: the most likely one.")
    var incident: String?
    @OptionGroup var subject: SubjectOptions
    @Option(help: "Output format of the replies.")
    var format: OutputFormat = .text

    func run() async throws {
        let settings = try places.settings()
        let said = try await subject.subject(
            incident, isTest: true, settings)
        let (rulebook, now) = (said.rulebook, said.now)
        let deliveries = rulebook.samples(
            of: said.matter, to: try Recipient(argument: recipient), at: now
        ).filter { rulebook.channels[$0.channel] != nil }
        guard !deliveries.isEmpty else {
            throw Failure(
                .findings,
                "\(recipient): no recipient of this name can be reached under these rules"
            )
        }
        var failures: [String] = []
        for delivery in deliveries {
            let receipt = try await send(delivery, of: said, settings)
            let line = show(receipt, of: delivery)
            if case .delivered = receipt { continue }
            failures.append(line)
        }
        // A bad address must not keep the others from their message.
        guard failures.isEmpty else {
            throw Failure(.unavailable, failures.joined(separator: "\n"))
        }
    }

    /// Prints a receipt; the text format shows only deliveries, as the rest is reported as a
    /// failure.
    private func show(_ receipt: Receipt, of delivery: Delivery) -> String {
        let answer = receipt.answer
        let address = delivery.address.map { " <\($0)>" } ?? ""
        let line =
            "\(delivery.to)\(address) by \(delivery.channel): \(answer.code) \(answer.text)"
        let outcome =
            switch receipt {
            case .delivered: "delivered"
            case .deferred: "deferred"
            case .refused: "refused"
            }
        switch format {
        case .text:
            if case .delivered = receipt { Terminal.say(line) }
        case .json:
            var json: JSONObject = [
                "to": .string(delivery.to.description), "channel": .string(delivery.channel.text),
                "outcome": .string(outcome), "code": .number(.integer(Int64(answer.code))),
                "answer": .string(answer.text),
            ]
            json["address"] = delivery.address.map(JSON.string)
            Terminal.say(json: JSON.object(json))
        }
        return line
    }

    private func send(
        _ delivery: Delivery, of said: SubjectOptions.Subject, _ settings: Settings
    ) async throws -> Receipt {
        let message = try said.message(to: delivery, as: .test, in: nil)
        guard let channel = said.rulebook.channels[delivery.channel] else {
            throw Failure(.findings, "\(delivery.to) cannot be reached under these rules")
        }
        return try await send(message, by: channel, settings)
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
                throw Failure(.unavailable, "channel \(channel.id) gave no reply")
            }
            return receipt
        } catch let error as TransportError {
            throw Failure(.configuration, "channel \(channel.id): \(error)")
        }
    }
}
