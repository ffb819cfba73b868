import Calendars
import Rules

extension Page {
    /// What a channel may say that must not carry what the incident is about: that something awaits
    /// the reader, by when, and where to look. No title, no text, no fact, no name of a unit.
    init(
        masking incident: Case, _ items: [Delivery.Item], _ reader: Reader, _ wording: any Wording
    ) {
        let (subject, what, action) = wording.masked(incident: incident.id.text)
        let labels = wording.labels()
        let due = items.compactMap { item in
            item.obligation.flatMap { incident.obligation($0) }?.dueAt
        }.min()
        var rows = [(labels.what, what), (labels.action, action)]
        if let due {
            let time = wording.time(reader.zone.civil(at: due), zone: reader.zone.name)
            rows.append((labels.due, time))
        }
        var data: JSONObject = [
            "incident": .string(incident.id.text), "masked": .bool(true),
            "reason": .string(items[0].reason.rawValue),
        ]
        data["dueAt"] = due.map { .string($0.rfc3339) }
        let mark = incident.isDrill ? wording.drill() : ""
        self.init(
            type: "incident.masked", subject: mark + wording.badge("Duebell", late: nil) + subject,
            rows: rows, data: data)
    }

    /// Several pages as one, each under its subject.
    init(joining pages: [Page], _ note: String, _ wording: any Wording) {
        var rows: [(String, String)] = note.isEmpty ? [] : [("", note)]
        for page in pages {
            rows.append(("", "— " + page.subject))
            rows += page.rows
        }
        let lead = pages.first?.subject ?? note
        let subject =
            pages.count > 1
            ? wording.badge(wording.matters(pages.count), late: nil) + lead : lead
        self.init(
            type: "incident.bundle", subject: subject, rows: rows,
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

    /// The same, set off from what is real: at the head and in what programs read.
    func marked(_ mark: String) -> Page {
        var data = data
        data["drill"] = .bool(true)
        return Page(type: type, subject: mark + subject, rows: [("", mark)] + rows, data: data)
    }
}
