import Calendars
import Cases
import Deliveries
import JSON
import Rules

extension MessageBody {
    /// Creates the body for a channel without clearance for the incident.
    ///
    /// The body says that a report is pending, for whom, by when and where to look, or that the
    /// matter is over. No title, no text, no fact, no name of a unit.
    init(
        masking incident: Case, _ items: [Delivery.Item], for recipients: [Recipient],
        _ reader: Reader, _ rulebook: Rulebook
    ) {
        let phrases = reader.language.phrases
        let id = incident.id.text
        let isOver = items.allSatisfy(\.reason.isEnd)
        let (subject, what, action) = phrases.masked(incident: id, isOver: isOver)
        let labels = phrases.labels()
        let names = phrases.list(recipients.map(rulebook.name(of:)))
        // A past deadline is of no interest once the matter is over.
        let due = isOver ? nil : Self.earliest(items, in: incident)
        let civil = due.map(reader.zone.civil)
        let time = civil.map { phrases.time($0, zone: reader.zone.name) }
        var rows = [
            Row("", subject), Row(labels.addressee, names), Row(labels.action, action, as: .action),
            Row(labels.what, what),
        ]
        if let time { rows.append(Row(labels.due, time)) }
        let short = civil.map { phrases.shortDue(phrases.shortTime($0, zone: reader.zone.name)) }
        let badged = phrases.badge("Duebell", late: nil) + subject
        self.init(
            type: "incident.masked", reason: "masked", subject: badged, rows: rows,
            brief: ([badged, names, id] + [short].compactMap(\.self)).joined(separator: " · "),
            facts: Self.facts(
                isOver ? .relief : .warning,
                [
                    ("statement", subject), ("what", what), ("action", action), ("incident", id),
                    ("due", time),
                ]),
            data: Self.data(items, isOver: isOver, due: due, of: incident, to: recipients, rulebook)
        )
    }

    private static func earliest(_ items: [Delivery.Item], in incident: Case) -> Instant? {
        items.flatMap { incident.obligations(of: $0) }.compactMap(\.dueAt).min()
    }

    private static func facts(_ tone: Tone, _ texts: [(String, String?)]) -> JSONObject {
        var facts: JSONObject = ["isMasked": true, "tone": .string(tone.rawValue)]
        for (name, text) in texts { facts[name] = text.map { .string(plain($0)) } }
        return facts
    }

    private static func data(
        _ items: [Delivery.Item], isOver: Bool, due: Instant?, of incident: Case,
        to recipients: [Recipient], _ rulebook: Rulebook
    ) -> JSONObject {
        var data: JSONObject = [
            "incident": .string(incident.id.text), "masked": true, "over": .bool(isOver),
            "reason": .string(items[0].reason.rawValue),
            "to": .string(recipients.first?.description ?? ""),
            "name": .string(recipients.first.map(rulebook.name(of:)) ?? ""),
        ]
        data["dueAt"] = due.map { .string($0.rfc3339) }
        data.setNotices(of: items) { item in
            let ids = incident.ids(of: item)
            return ids.isEmpty
                ? [notice(of: item, nil, incident.id)]
                : ids.map { notice(of: item, $0, incident.id) }
        }
        return data
    }

    /// Returns the reason of a notice, with a key that does not reveal the obligation.
    private static func notice(
        of item: Delivery.Item, _ obligation: Obligation.ID?, _ incident: Incident.ID
    ) -> JSON {
        var notice: JSONObject = ["reason": .string(item.reason.rawValue)]
        notice["key"] = obligation.map {
            .string(AlertKey.text(incident: incident.text, obligation: $0.text))
        }
        return .object(notice)
    }

    /// Joins several bodies into one, each under its subject.
    init(joining pages: [MessageBody], _ note: String, _ phrases: any Phrasebook) {
        var rows = note.isEmpty ? [] : [Row("", note)]
        for page in pages {
            if !rows.isEmpty { rows.append(.gap) }
            rows.append(Row("", "— " + page.subject))
            rows += page.rows
        }
        let lead = pages.first?.subject ?? note
        let subject =
            pages.count > 1
            ? phrases.badge(phrases.matters(pages.count), late: nil) + lead : lead
        self.init(
            type: "incident.bundle", reason: "bundle", subject: subject,
            mark: pages.first?.mark ?? "", rows: rows, facts: Self.facts(pages, note),
            data: [
                "note": .string(note),
                "messages": .array(
                    pages.map { page in
                        var data = page.data
                        data["subject"] = .string(page.subject)
                        data["type"] = .string(page.type)
                        return .object(data)
                    }),
            ])
    }

    private static func facts(_ pages: [MessageBody], _ note: String) -> JSONObject {
        var facts: JSONObject = ["isBundle": true]
        facts["note"] = note.isEmpty ? nil : .string(plain(note))
        facts["tone"] = pages.first.map { .string($0.tone.rawValue) }
        let messages = pages.map { page in
            let own = page.facts()
            var message: JSONObject = ["subject": .string(page.subject)]
            for name in ["statement", "action", "title", "what", "incident"] {
                message[name] = own[name]
            }
            return JSON.object(message)
        }
        facts["messages"] = messages.isEmpty ? nil : .array(messages)
        return facts
    }
}
