import Calendars
import JSON

extension RuleReader {
    /// Reads `feed` and `overridesFeed`, the names of calendar files next to the document.
    ///
    /// The feeds have only the people under `people`; other names are resolved once all contacts
    /// are read.
    mutating func feeds(_ fields: Fields, of id: Schedule.ID, in zone: Zone) -> [Feed] {
        let people = namedPeople(fields)
        return ["feed", "overridesFeed"].compactMap { key in
            guard let name = text(fields, key, "the name of an *.ics file") else { return nil }
            guard name.hasSuffix(".ics") else {
                noteValue(name, "import.kind", at: fields.at(key), "the name of an *.ics file")
                return nil
            }
            guard let number = attachments.number(of: name, in: document) else {
                noteNoFile(name, at: fields.at(key))
                return nil
            }
            imported.insert(number)
            guard let calendar = calendar(of: number, in: zone) else { return nil }
            feedFiles[id, default: []].append(number)
            return Feed(calendar, people: people)
        }
    }

    private mutating func calendar(of number: Int, in zone: Zone) -> ICalendar? {
        do throws(ICalendarError) {
            let calendar = try ICalendar(
                attachments[number].bytes, zone: zone, edition: edition, zones: zones)
            note(calendar.doubts, of: number)
            return calendar
        } catch {
            note(error, of: number)
            return nil
        }
    }

    /// Reads `people`, the people behind the names in a feed: `{"Zhang Wei": "contact:zhang-wei"}`.
    private mutating func namedPeople(_ fields: Fields) -> [String: [Recipient]] {
        guard let value = fields["people"] else { return [:] }
        let pointer = fields.at("people")
        if fields["feed"] == nil, fields["overridesFeed"] == nil {
            note(
                DraftDiagnostic(
                    "people.idle", at: pointer, "\"people\" without a feed",
                    accepted: "it maps the names in a feed to contacts", aim: .key))
        }
        var people: [String: [Recipient]] = [:]
        for member in members(value, at: pointer) ?? [] {
            let found = self.people(member.value, at: pointer.appending(member.key))
            if !found.isEmpty { people[member.key] = found }
        }
        return people
    }
}
