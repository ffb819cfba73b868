import Calendars
import Cases
import Deliveries
import JSON
import Messages
import Rules

/// The messages of a simulation, as their readers would see them.
///
/// Each is composed at its instant, from the case as it stood then. Combined messages about several
/// incidents, mutes and limits of channels belong to the dispatch and are not played.
final class SimulatedMessages {
    private struct Entry {
        let at: Instant
        let message: Message
        let channel: Channel.ID
    }

    private let rulebook: Rulebook
    private let language: Language?
    private var entries: [Entry] = []

    init(_ rulebook: Rulebook, in language: Language?) {
        self.rulebook = rulebook
        self.language = language
    }

    /// Adds the messages for the effects of one instant.
    func add(_ incident: Case, _ effects: [Effect], at now: Instant) {
        let deliveries = incident.post(effects, at: now, by: rulebook)
        var order: [Delivery.GroupID] = []
        let groups = Dictionary(grouping: deliveries, by: \.group)
        for delivery in deliveries where !order.contains(delivery.group) {
            order.append(delivery.group)
        }
        for group in order.compactMap({ groups[$0] }) {
            let message = Message(
                group, of: [incident.id: incident], at: now, by: rulebook, in: language)
            guard let message else { continue }
            entries.append(Entry(at: now, message: message, channel: group[0].channel))
        }
    }

    /// Prints the messages in order of time.
    func show(asText: Bool) {
        // The sort is stable: the messages of a case at one instant stay in order.
        for entry in entries.sorted(by: { $0.at < $1.at }) {
            if asText {
                show(entry)
            } else {
                Terminal.say(json: json(entry))
            }
        }
    }

    private func show(_ entry: Entry) {
        let message = entry.message
        let civil = message.zone.civil(at: entry.at)
        let names = message.addressees.map { addressee in
            addressee.name + (addressee.address.map { " <\($0)>" } ?? "")
        }
        Terminal.show("=== \(civil.minuteText) \(entry.channel): " + names.joined(separator: ", "))
        Terminal.show(message.subject)
        Terminal.put("\n" + message.text + "\n")
    }

    private func json(_ entry: Entry) -> JSON {
        let message = entry.message
        return [
            "at": .string(entry.at.rfc3339), "type": "message",
            "incident": .string(message.incident?.text ?? ""),
            "reason": .string(message.reason), "channel": .string(entry.channel.text),
            "to": .array(message.addressees.map { .string($0.recipient ?? $0.name) }),
            "language": .string(message.language.rawValue),
            "subject": .string(message.subject), "short": .string(message.short),
            "text": .string(message.text), "html": .string(message.html),
        ]
    }
}
