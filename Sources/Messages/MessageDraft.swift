import Calendars
import Cases
import Deliveries
import JSON
import Rules

/// The input for the message of one delivery group.
struct MessageDraft {
    /// The deliveries, all of one group.
    let deliveries: [Delivery]
    let cases: [Incident.ID: Case]
    let now: Instant
    let rulebook: Rulebook
    let untold: UnreachedRecipients
    var occasion = Message.Occasion.real
    /// The language; overrides the recipient's.
    var language: Language?
    /// True if the content is left out, regardless of the channel's clearance.
    var isMasked = false
    /// The number of items left out, in addition to those beyond a message's maximum.
    var leftOut = 0
    /// Returns true once no more time may be spent.
    var isOver: @Sendable () -> Bool = { false }

    /// Composes the message; nil if its content is out of date.
    func message() throws(ComposingStopped) -> Message? {
        guard let first = deliveries.first, let page = try page(first) else { return nil }
        let names = deliveries.map { MessageBody.plain(rulebook.name(of: $0.to)) }
        let setting = RenderedBody(page: page, reader: reader, names: names, now: now)
        return Message(
            id: first.group, incident: first.incident,
            addressees: zip(deliveries, names).map { delivery, name in
                Message.Addressee(
                    delivery: delivery.id, name: name, address: delivery.address,
                    recipient: delivery.to.description, isOutside: rulebook.isOutside(delivery.to))
            },
            language: reader.language, subject: page.subject, text: setting.text,
            html: setting.html, type: page.type, data: page.data.visible,
            decidedAt: first.decidedAt,
            zone: reader.zone, isOperational: first.isOperational, reason: page.reason,
            short: { setting.page.short }, markdown: { setting.markdown },
            model: { setting.model }, condensed: setting.condensed)
    }

    private var reader: Reader {
        let own = deliveries.first.map { rulebook.reader($0.to) }
        return Reader(
            language: language ?? own?.language ?? rulebook.settings.language,
            zone: own?.zone ?? rulebook.settings.zone)
    }

    private var phrases: any Phrasebook { reader.language.phrases }

    private func check() throws(ComposingStopped) {
        if isOver() { throw ComposingStopped() }
    }

    /// Returns the body of a delivery; nil if its content is out of date.
    private func page(_ delivery: Delivery) throws(ComposingStopped) -> MessageBody? {
        let page: MessageBody?
        switch delivery.matter {
        case .incident(let id, let items):
            page = try self.page(of: id, items, by: delivery.channel)
        case .combined(let combined): page = try self.page(of: combined, by: delivery.channel)
        case .operation(let operation): page = MessageBody(operation, reader, phrases)
        case .digest(let list): page = try self.page(of: list, by: delivery.channel)
        case .test: return MessageBody(testIn: phrases)
        }
        return occasion == .test ? page?.marked(as: .test, phrases) : page
    }

    private func page(
        of list: DigestList, by channel: Channel.ID
    ) throws(ComposingStopped) -> MessageBody {
        let body = DigestBody(
            list: list, cases: cases, recipients: deliveries.map(\.to), reader: reader, now: now,
            rulebook: rulebook, channel: channel)
        return try body.page(check)
    }

    private func page(
        of combined: Delivery.CombinedMessage, by channel: Channel.ID
    ) throws(ComposingStopped) -> MessageBody? {
        var pages: [MessageBody] = []
        for part in merged(combined.parts) {
            guard let page = try page(of: part.incident, part.items, by: channel) else { continue }
            pages.append(page)
        }
        guard !pages.isEmpty || !combined.notes.isEmpty else { return nil }
        return MessageBody(joining: pages, combined.note(in: reader.language), phrases)
    }

    /// Returns the parts with one for each incident, in the order of the first.
    private func merged(
        _ parts: [Delivery.CombinedMessage.Part]
    ) -> [Delivery.CombinedMessage.Part] {
        var order: [Incident.ID] = []
        var items: [Incident.ID: [Delivery.Item]] = [:]
        var firsts: [Incident.ID: Incident.ID] = [:]
        for part in parts {
            // Incidents that were merged have one case.
            let holder = cases[part.incident]
            let isMerged = holder?.incidents.contains(part.incident) ?? false
            let known = isMerged ? holder?.id ?? part.incident : part.incident
            let first = firsts[known] ?? part.incident
            firsts[known] = first
            if items[first] == nil { order.append(first) }
            items[first, default: []] += part.items
        }
        return order.map { Delivery.CombinedMessage.Part(incident: $0, items: items[$0] ?? []) }
    }

    private func page(
        of id: Incident.ID, _ items: [Delivery.Item], by channel: Channel.ID
    ) throws(ComposingStopped) -> MessageBody? {
        var current: [Delivery.Item] = []
        for item in items {
            try check()
            if occasion != .real || item.isCurrent(in: cases[id]) { current.append(item) }
        }
        guard let incident = cases[id], !current.isEmpty else { return nil }
        let clearance = rulebook.clearance(of: channel, for: incident)
        let isMasked = self.isMasked || clearance.isMasked
        let scope = IncidentScope(
            incident: incident, recipients: deliveries.map(\.to), reader: reader, now: now,
            rulebook: rulebook)
        let page =
            isMasked
            ? MessageBody(masking: scope, current)
            : try IncidentBody(scope, current, untold: untold, leftOut: leftOut, check: check)
                .page()
        return incident.isDrill ? page.marked(as: .drill, phrases) : page
    }
}

/// A body for one reader, in every form.
private struct RenderedBody: Sendable {
    let page: MessageBody
    let reader: Reader
    /// The names of the addressees.
    let names: [String]
    let now: Instant

    private var phrases: any Phrasebook { reader.language.phrases }
    var text: String { page.text(phrases) }
    var html: String { page.html(phrases, reader.language) }
    var markdown: String { page.markdown(phrases) }

    /// The short form of a combined message within any limit; nil for a single matter.
    var condensed: (@Sendable ((String) -> Bool) -> String)? {
        guard page.parts.count > 1 else { return nil }
        return { [page, phrases] fits in
            page.mark + MessageBody.condensed(page.parts, phrases) { fits(page.mark + $0) }
        }
    }

    /// The template values, under the names listed in `MessageModel`; none of them is empty.
    var model: JSONObject {
        let phrases = phrases
        var model = page.facts()
        model["colour"] = .string(page.tone.colour)
        model["reason"] = .string(page.reason)
        model["subject"] = .string(page.subject)
        model["short"] = .string(page.short)
        model["text"] = .string(text)
        model["mark"] = page.mark.isEmpty ? nil : .string(page.mark)
        model["name"] = .string(MessageBody.plain(phrases.list(names)))
        model["language"] = .string(reader.language.rawValue)
        model["zone"] = .string(reader.zone.name)
        let civil = reader.zone.civil(at: now)
        model["now"] = .string(phrases.time(civil, zone: reader.zone.name))
        model["at"] = .string(now.rfc3339)
        model["signature"] = .string(phrases.signature())
        model["labels"] = phrases.labels().json
        model["rows"] = .array(page.rows.map(\.json))
        return model
    }
}

extension MessageBody.Row {
    fileprivate var json: JSON {
        var json: JSONObject = [
            "is\(role.rawValue.first?.uppercased() ?? "")\(role.rawValue.dropFirst())": true
        ]
        json["label"] = label.isEmpty ? nil : .string(label)
        json["value"] = value.isEmpty ? nil : .string(value)
        return .object(json)
    }
}

extension Labels {
    fileprivate var json: JSON {
        [
            "what": .string(what), "occurred": .string(occurred), "report": .string(report),
            "due": .string(due), "state": .string(state), "basis": .string(basis),
            "instruction": .string(instruction),
            "submitted": .string(submitted), "stillOpen": .string(stillOpen),
            "action": .string(action), "detail": .string(detail), "told": .string(told),
            "untold": .string(untold), "addressee": .string(addressee),
            "colon": .string(colon),
        ]
    }
}

extension Rulebook {
    /// Returns true unless a recipient is known to belong to the organisation.
    fileprivate func isOutside(_ recipient: Recipient) -> Bool {
        switch recipient {
        case .contact(let id): contacts[id]?.isOutside ?? true
        case .mail: true
        case .schedule: false
        }
    }
}
