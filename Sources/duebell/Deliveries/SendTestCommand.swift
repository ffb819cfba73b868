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
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "send-test",
            abstract: .spoken(
                "按联系人的每种联系方式各发一条测试消息，并显示对方答复。",
                """
                Sends a message marked as a test by every contact method, and prints the \
                replies.
                """),
            discussion: .spoken(
                """
                加 --reason 的，发送该原因下会发的消息，内容取自数据库或记录中的事件，并标明是测\
                试。全部送达的退出码为 0，有未送达的为 69，通道配置不可用的为 78。
                """,
                """
                With --reason, the message is the one that would be sent for this reason, about \
                an incident in the store or in records, marked as a test. The exit code is 0 if \
                every method delivered, 69 if one did not, and 78 if a channel is not usable as \
                configured.
                """,
                examples: "duebell send-test contact:engineer"))
    }

    @OptionGroup var places: PathOptions
    @Argument(
        help: .spoken(
            "收件人：contact:NAME、schedule:NAME、NAME 或 mailto:ADDRESS。",
            "Recipient: contact:NAME, schedule:NAME, NAME, or mailto:ADDRESS."))
    var recipient: String
    @Option(
        help: .spoken(
            "只用这一个发送通道，不逐一试各种联系方式。",
            "Channel to use alone, instead of every contact method."))
    var via: String?
    @Option(
        help: .spoken(
            "消息所说的事件。未写原因的，取最可能的原因。",
            "Incident the message is about. Default reason: the most likely one."))
    var incident: String?
    @OptionGroup var subject: SubjectOptions
    @Option(help: .spoken("答复的输出格式。", "Output format of the replies."))
    var format: OutputFormat = .text

    func run() async throws {
        let settings = try places.settings()
        let said = try await subject.subject(
            incident, isTest: true, settings)
        let rulebook = said.rulebook
        let deliveries = rulebook.trials(
            of: said.matter, to: try Recipient(argument: recipient), via: try channel(in: rulebook),
            at: said.now)
        guard !deliveries.isEmpty else {
            throw Failure(
                .findings,
                "\(recipient): no recipient of this name can be reached under these rules"
            )
        }
        var trials: [ContactTrial] = []
        // A bad address must not keep the others from their message.
        for delivery in deliveries {
            trials.append(try await send(delivery, of: said, settings))
        }
        let words = DeliveryTablePhrases(
            language: TerminalLanguage.current ?? rulebook.settings.language)
        switch format {
        case .text:
            let table = ContactTrial.table(trials, in: rulebook, words)
            Terminal.put(table.lines(Terminal.page).joined(separator: "\n") + "\n")
        case .json: for trial in trials { Terminal.say(json: trial.json) }
        }
        let failed = trials.filter { !$0.isDelivered }
        guard !failed.isEmpty else { return }
        throw Failure(
            failed.allSatisfy(\.isUnopened) ? .configuration : .unavailable,
            words.failed(failed.count, of: trials.count))
    }

    private func channel(in rulebook: Rulebook) throws -> Channel.ID? {
        guard let via else { return nil }
        let names = rulebook.channels.keys.map(\.text).sorted()
        guard rulebook.channels[Channel.ID(via)] != nil else {
            let nearest = nearestName(to: via, among: names).map { "; nearest is `\($0)`" } ?? ""
            throw Failure(
                .data,
                "--via: the rules define no channel `\(via)`; accepted are "
                    + names.joined(separator: ", ") + nearest)
        }
        return Channel.ID(via)
    }

    private func send(
        _ delivery: Delivery, of said: SubjectOptions.Subject, _ settings: Settings
    ) async throws -> ContactTrial {
        let message = try said.message(to: delivery, as: .test, in: nil)
        guard let channel = said.rulebook.channels[delivery.channel] else {
            throw Failure(.findings, "\(delivery.to) cannot be reached under these rules")
        }
        let begun = Timekeeper.monotonic()
        let outcome = await send(message, by: channel, settings)
        return ContactTrial(
            delivery: delivery, outcome: outcome, span: Timekeeper.monotonic() - begun)
    }

    private func send(
        _ message: Message, by channel: Channel, _ settings: Settings
    ) async -> ContactTrial.Outcome {
        let loop = CurlLoop()
        let factory = TransportFactory(
            loop: loop,
            secrets: SecretReader(
                environment: ProcessInfo.processInfo.environment, rulesFolder: settings[.rules]),
            stateFolder: settings[.state], now: { Timekeeper.system.now() })
        do throws(TransportError) {
            let receipts = try await factory.open(channel).send(message)
            await loop.close()
            return receipts.first.map { .answered($0) } ?? .unopened("no reply")
        } catch {
            await loop.close()
            return .unopened("\(error)")
        }
    }
}
