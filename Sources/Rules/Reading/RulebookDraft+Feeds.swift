import Calendars
import JSON

extension RulebookDraft {
    /// Resolves the names in feeds: those under `people`, else the single contact with that id,
    /// name or mail address.
    mutating func nameFeeds() {
        guard schedules.contains(where: { !$0.value.feeds.isEmpty }) else { return }
        let known = contactsByName()
        for index in schedules.indices where !schedules[index].value.feeds.isEmpty {
            let (schedule, place) = (schedules[index].value, schedules[index].place)
            let files = reader.feedFiles[schedule.id] ?? []
            var feeds: [Feed] = []
            for (feed, file) in zip(schedule.feeds, files) {
                feeds.append(named(feed, in: file, of: place, known))
            }
            schedules[index] = Entry(value: schedule.fed(by: feeds), place: place)
        }
    }

    /// Returns the contacts by every name a calendar may use for them.
    private func contactsByName() -> [String: Set<Contact.ID>] {
        var known: [String: Set<Contact.ID>] = [:]
        for contact in contacts.map(\.value) {
            let names = [contact.id.text, contact.name] + contact.reach.compactMap(\.address)
            for name in names { known[Feed.key(name), default: []].insert(contact.id) }
        }
        return known
    }

    private mutating func named(
        _ feed: Feed, in file: Int, of place: Place, _ known: [String: Set<Contact.ID>]
    ) -> Feed {
        var people = feed.people
        var strangers: Set<String> = []
        reader.document = place.document
        for event in feed.calendar.events.flatMap(\.allDetails) {
            let mentions = Feed.mentions(of: event)
            for key in mentions.joined().map({ Feed.key($0) }) where people[key] == nil {
                guard let ids = known[key], ids.count == 1, let id = ids.first else { continue }
                people[key] = [.contact(id)]
                reader.refer(.contacts, id.text, at: place.pointer)
            }
            let isKnown = mentions.joined().contains { people[Feed.key($0)] != nil }
            let name = mentions.first?.first ?? ""
            guard !isKnown, strangers.insert(Feed.key(name)).inserted, isComplete else { continue }
            warn(of: event, name, in: file, people, known)
        }
        return Feed(feed.calendar, people: people)
    }

    /// Warns of an unknown or ambiguous name in a feed.
    ///
    /// It is only a warning, since feeds retain the shifts of people who have left, and a gap has
    /// its own warning.
    private mutating func warn(
        of event: EventDetails, _ name: String, in file: Int, _ people: [String: [Recipient]],
        _ known: [String: Set<Contact.ID>]
    ) {
        let key = Feed.key(name)
        let isUnknown = known[key] == nil
        let whose = isUnknown ? "an unknown name" : "the name of several contacts"
        let nearest = nearestName(to: key, among: Array(people.keys) + Array(known.keys))
        let accepted =
            isUnknown
            ? "accepted is a contact's id, name or mail address, or a name under \"people\""
            : "map it under \"people\""
        let found = name.isEmpty ? "no name" : "\"\(name.prefix(80))\" is \(whose)"
        reader.note(
            DraftDiagnostic(
                "feed.person", at: JSONPointer(),
                "event \"\(event.uid.prefix(80))\": " + found, accepted: accepted,
                nearest: isUnknown ? nearest : nil,
                severity: .warning),
            in: file, on: TextPlace(line: event.line, column: 1))
    }
}

extension Schedule {
    /// Returns the schedule with other feeds.
    fileprivate func fed(by feeds: [Feed]) -> Schedule {
        Schedule(
            id: id, zone: zone, layers: layers, feeds: feeds, overrides: overrides,
            mayHaveGaps: mayHaveGaps)
    }
}
