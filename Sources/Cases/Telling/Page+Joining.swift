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
        let time = due.map { wording.time(reader.zone.civil(at: $0), zone: reader.zone.name) }
        var rows = [
            Row("", subject), Row(labels.action, action, as: .action), Row(labels.what, what),
        ]
        if let time { rows.append(Row(labels.due, time)) }
        var data: JSONObject = [
            "incident": .string(incident.id.text), "masked": .bool(true),
            "reason": .string(items[0].reason.rawValue),
        ]
        data["dueAt"] = due.map { .string($0.rfc3339) }
        data["notices"] = .array(items.map { Self.notice(of: $0, incident.id) })
        self.init(
            type: "incident.masked", reason: "masked",
            subject: wording.badge("Duebell", late: nil) + subject, rows: rows,
            facts: [
                "isMasked": true, "tone": .string(Tone.warning.rawValue),
                "statement": .string(subject), "what": .string(Page.plain(what)),
                "action": .string(action), "incident": .string(Page.plain(incident.id.text)),
            ], data: data)
    }

    /// What happened to which obligation, by a key that does not say which that is.
    private static func notice(of item: Delivery.Item, _ incident: Incident.ID) -> JSON {
        var notice: JSONObject = ["reason": .string(item.reason.rawValue)]
        notice["key"] = item.obligation.map {
            .string(AlertKey.text(incident: incident.text, obligation: $0.text))
        }
        return .object(notice)
    }

    /// Several pages as one, each under its subject.
    init(joining pages: [Page], _ note: String, _ wording: any Wording) {
        var rows = note.isEmpty ? [] : [Row("", note)]
        for page in pages {
            if !rows.isEmpty { rows.append(.gap) }
            rows.append(Row("", "— " + page.subject))
            rows += page.rows
        }
        let lead = pages.first?.subject ?? note
        let subject =
            pages.count > 1
            ? wording.badge(wording.matters(pages.count), late: nil) + lead : lead
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

    private static func facts(_ pages: [Page], _ note: String) -> JSONObject {
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
