import Calendars
import Cases
import Deliveries
import JSON
import Rules

extension MessageBody {
    /// Creates the body for a channel without clearance for the incident.
    ///
    /// The body says that a report is pending, for whom and by when, or that it was settled, and
    /// how urgent the incident is. No title, no text, no fact, no name of a unit, and not the
    /// classification.
    init(masking scope: IncidentScope, _ items: [Delivery.Item]) {
        let phrases = scope.phrases
        let (incident, recipients) = (scope.incident, scope.recipients)
        let id = incident.id.text
        let phase = Self.phase(items, scope)
        let (subject, what, action) = phrases.masked(incident: id, phase.name)
        let labels = phrases.labels()
        let names = phrases.list(recipients.map(scope.rulebook.name(of:)))
        let due = phase.due
        let time = due.map(scope.time)
        let urgency = incident.urgency.map {
            phrases.seal(Self.shortened(Self.plain($0), to: 24))
        }
        var rows = [
            Row("", (urgency ?? "") + subject), Row(labels.addressee, names),
            Row(labels.action, action, as: .action),
            Row(labels.what, what),
        ]
        if let time { rows.append(Row(labels.due, time)) }
        let short = due.map { phrases.shortDue(scope.shortTime($0)) }
        let badged = (urgency ?? "") + phrases.badge("Duebell", nil) + subject
        self.init(
            type: "incident.masked", reason: "masked", subject: badged, rows: rows,
            place: Place(
                rank: items.map(\.reason.rank).min() ?? Int.max,
                lateness: due.map { max(.zero, scope.now - $0) } ?? .zero,
                headline: "\(badged) (\(id))", title: "\(subject) (\(id))"),
            brief: ([badged, names, id] + [short].compactMap(\.self)).joined(separator: " · "),
            facts: Self.facts(
                phase.isSettled ? .relief : .warning,
                [
                    ("statement", subject), ("what", what), ("action", action), ("incident", id),
                    ("due", time), ("urgency", incident.urgency),
                ]),
            data: Self.data(items, phase, of: scope))
    }

    /// The phase of a masked matter, with the deadline to be told.
    private struct Phase {
        let name: MaskedPhase
        /// The earliest deadline that concerns the reader; nil if none does.
        let due: Instant?

        var isSettled: Bool {
            switch name {
            case .pending, .partly, .incomplete: false
            case .done, .over, .joined, .separated: true
            }
        }
    }

    private static func phase(_ items: [Delivery.Item], _ scope: IncidentScope) -> Phase {
        guard items.allSatisfy(\.reason.isEnd) else {
            let open = items.filter { !$0.reason.isEnd }
            if let name = phase(ofAll: open) { return Phase(name: name, due: nil) }
            let due = open.flatMap { scope.incident.obligations(of: $0) }.compactMap(\.dueAt).min()
            return Phase(name: .pending, due: due)
        }
        let stillOpen = StillOpen(scope, except: [])
        if stillOpen.isEmpty { return Phase(name: .over, due: nil) }
        guard let group = stillOpen.ofReader else { return Phase(name: .done, due: nil) }
        return Phase(name: .partly, due: group.obligations.compactMap(\.dueAt).min())
    }

    /// Returns the phase of items that all ask for no report; nil if one does.
    private static func phase(ofAll items: [Delivery.Item]) -> MaskedPhase? {
        if items.allSatisfy({ $0.reason == .merged }) { return .joined }
        if items.allSatisfy({ $0.reason == .separated }) { return .separated }
        return items.allSatisfy { $0.reason == .incomplete } ? .incomplete : nil
    }

    private static func facts(_ tone: Tone, _ texts: [(String, String?)]) -> JSONObject {
        var facts: JSONObject = ["isMasked": true, "tone": .string(tone.rawValue)]
        for (name, text) in texts { facts[name] = text.map { .string(plain($0)) } }
        return facts
    }

    private static func data(
        _ items: [Delivery.Item], _ phase: Phase, of scope: IncidentScope
    ) -> JSONObject {
        let (incident, recipients) = (scope.incident, scope.recipients)
        var data: JSONObject = [
            "incident": .string(incident.id.text), "masked": true,
            "over": .bool(phase.isSettled),
            "reason": .string(items[0].reason.rawValue),
            "to": .string(recipients.first?.description ?? ""),
            "name": .string(recipients.first.map(scope.rulebook.name(of:)) ?? ""),
            "tone": .string((phase.isSettled ? Tone.relief : .warning).rawValue),
        ]
        data["dueAt"] = phase.due.map { .string($0.rfc3339) }
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

    /// The number of bodies written out in a combined message; the others are only listed.
    private static let detailedMax = 10

    /// Joins several bodies into one, the most pressing first and real incidents before drills:
    /// first a list of all, then the details.
    init(joining unordered: [MessageBody], _ note: String, _ phrases: any Phrasebook) {
        let (pages, places) = Self.ordered(unordered)
        var rows = note.isEmpty ? [] : [Row("", note)]
        if pages.count > 1 {
            rows.append(Row("", phrases.overview(pages.count)))
            rows += pages.indices.map { index in
                Row("", "\(index + 1). \(places[index].overview)", as: .plain)
            }
        }
        for (index, page) in pages.prefix(Self.detailedMax).enumerated() {
            if !rows.isEmpty { rows.append(.gap) }
            let number = pages.count > 1 ? "\(index + 1). " : "— "
            rows.append(Row("", number + places[index].title))
            rows += page.rows.filter { $0.role != .title }
        }
        if pages.count > Self.detailedMax {
            let others = phrases.listedOnly(pages.count - Self.detailedMax)
            rows += [.gap, Row("", others, as: .plain)]
        }
        let lead = pages.first?.subject ?? note
        let count = phrases.badge(phrases.matters(pages.count), nil)
        let parts = zip(pages, places).map { Part(subject: $0.subject, headline: $1.headline) }
        self.init(
            type: "incident.bundle", reason: "bundle",
            subject: pages.count > 1 ? count + lead : lead,
            mark: pages.first?.mark ?? "", rows: rows, parts: parts,
            brief: pages.count > 1
                ? Self.condensed(parts, phrases) { $0.count <= Self.shortMax }
                : pages.first?.brief(),
            facts: Self.facts(pages, note),
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

    private static func ordered(
        _ pages: [MessageBody]
    ) -> (pages: [MessageBody], places: [Place]) {
        let places = pages.map { $0.place() }
        let order = pages.indices.sorted { left, right in
            let (one, other) = (places[left], places[right])
            let (isReal, isOtherReal) = (pages[left].mark.isEmpty, pages[right].mark.isEmpty)
            if isReal != isOtherReal { return isReal }
            if one.rank != other.rank { return one.rank < other.rank }
            if one.lateness != other.lateness { return one.lateness > other.lateness }
            return left < right
        }
        return (order.map { pages[$0] }, order.map { places[$0] })
    }

    /// Returns the matters of a combined message on one line, as many as fit, and the number of the
    /// others.
    static func condensed(
        _ parts: [Part], _ phrases: any Phrasebook, fits: (String) -> Bool
    ) -> String {
        let count = phrases.badge(phrases.matters(parts.count), nil)
        func line(_ texts: [String]) -> String {
            let rest = parts.count - texts.count
            return count
                + (texts + (rest > 0 ? [phrases.more(rest)] : [])).joined(separator: "; ")
        }
        let whole = line(parts.map(\.subject))
        if fits(whole) { return whole }
        var named: [String] = []
        for part in parts {
            guard fits(line(named + [part.headline])) else { break }
            named.append(part.headline)
        }
        // Even the first may be too long for the limit; its beginning says the most.
        return named.isEmpty ? count + parts[0].headline : line(named)
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
