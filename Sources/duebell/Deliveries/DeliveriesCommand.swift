import ArgumentParser
import Calendars
import Cases
import Deliveries
import JSON
import Queries
import Rules
import Storage

struct DeliveriesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deliveries",
        abstract: "Lists messages: to whom, why, how often tried, what was answered.",
        discussion: "Example: duebell deliveries --failed --since 24h")

    @OptionGroup var places: Places
    @Flag(help: "Only those that failed for good: refused, or given up.")
    var failed = false
    @Flag(help: "Only those that wait.")
    var waiting = false
    @Option(
        help: "Only those decided from then on: a time (RFC 3339), or how long ago, such as 2h.",
        transform: Times.past)
    var since: Instant?
    @Option(help: "At most so many, the latest first.")
    var limit = 100
    @Option(help: "How to print.")
    var format: OutputFormat = .text

    func validate() throws {
        guard limit >= 1 else {
            throw ValidationError("--limit: found \(limit); accepted is 1 or more")
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
        if format == .text, !found.isEmpty {
            Terminal.show(view.words.times(archive.rulebook.settings.zone.name))
        }
        for history in found {
            if format == .json {
                Terminal.say(deliveries.json(history).serialized())
            } else {
                for line in deliveries.lines(history) { Terminal.show(line) }
            }
        }
        if found.isEmpty, format == .text { Terminal.say(view.words.noDeliveries) }
    }
}

struct RetryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Has a message that failed for good sent once more, under the same id.",
        discussion: "Example: duebell retry msg_dd96bcc6e7a738067a06836feb0a4607")

    @OptionGroup var places: Places
    @Argument(help: "The message's id, as `deliveries` and `explain` show it.")
    var id: String
    @Option(help: "Who asks for it; else the name of the user.")
    var by: String?
    @Option(help: "How to print where it was put.")
    var format: OutputFormat = .text

    func run() async throws {
        let settings = try places.settings()
        let history = try await StoreReader(settings).delivery(id)
        guard [.refused, .expired].contains(history.entry.state) else {
            throw Failure(
                .findings,
                "\(id) is \(history.entry.state.rawValue); only what was refused or "
                    + "given up can be sent once more")
        }
        let delivery = try history.entry.delivery()
        var body: JSONObject = [
            "type": "retry", "delivery": .string(id), "by": .string(by ?? Handing.user),
            "at": .string(try Handing.time(nil, inFuture: false)),
        ]
        body["incident"] = delivery.incidents.first.map { .string($0.text) }
        try Handing.deliver(body, settings: settings, format)
    }
}
