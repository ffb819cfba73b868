package import Calendars
package import Cases
package import Deliveries
import JSON
package import Rules

extension Message {
    /// The message that deliveries of one group carry, as it reads now; nil when all that it would
    /// say is out of date.
    ///
    /// `cases` are those they are about as they stand: what has been reported meanwhile is left
    /// out, unless it is only to be seen, and so is what the channel may not carry. With
    /// `language` it is written in that one, whatever the recipient's. Who is `untold` is not named
    /// among those who have been told; `masked` leaves out what some channel may not carry, to
    /// be looked at.
    package init?(
        _ deliveries: [Delivery], of cases: [Incident.ID: Case], at now: Instant,
        by rulebook: Rulebook, as occasion: Occasion = .real, in language: Language? = nil,
        untold: UnreachedRecipients = UnreachedRecipients(), masked: Bool = false
    ) {
        guard let first = deliveries.first else { return nil }
        let own = rulebook.reader(first.to)
        let reader = Reader(language: language ?? own.language, zone: own.zone)
        let writer = MessageWriter(
            deliveries: deliveries, cases: cases, reader: reader, now: now, rulebook: rulebook,
            occasion: occasion, untold: untold, isMasked: masked)
        guard let page = writer.page(first) else { return nil }
        let names = deliveries.map { rulebook.name(of: $0.to) }
        let setting = RenderedBody(page: page, reader: reader, names: names, now: now)
        self.init(
            id: first.group, incident: first.incident,
            addressees: zip(deliveries, names).map { delivery, name in
                Addressee(
                    delivery: delivery.id, name: name, address: delivery.address,
                    recipient: delivery.to.description)
            },
            language: reader.language, subject: page.subject, text: setting.text,
            html: setting.html, type: page.type, data: page.data, decidedAt: first.decidedAt,
            zone: reader.zone, reason: page.reason, short: { setting.page.short },
            markdown: { setting.markdown }, model: { setting.model })
    }

    /// What a message is made for.
    package enum Occasion: Sendable {
        case real
        /// To be looked at: what is out of date is said as well.
        case show
        /// The same, and marked as a test.
        case test
    }
}

/// Writes the page that deliveries of one group carry.
private struct MessageWriter {
    let deliveries: [Delivery]
    let cases: [Incident.ID: Case]
    let reader: Reader
    let now: Instant
    let rulebook: Rulebook
    let occasion: Message.Occasion
    let untold: UnreachedRecipients
    /// Whatever the channel may carry.
    let isMasked: Bool

    private var phrases: any Phrasebook { reader.language.phrases }

    /// What a delivery says; nil when nothing of it is true any more.
    func page(_ delivery: Delivery) -> MessageBody? {
        let page: MessageBody?
        switch delivery.matter {
        case .incident(let id, let items):
            page = self.page(of: id, items, by: delivery.channel)
        case .bundle(let bundle):
            let pages = bundle.parts.compactMap {
                self.page(of: $0.incident, $0.items, by: delivery.channel)
            }
            guard !pages.isEmpty || !bundle.note.isEmpty else { return nil }
            // What is real stands first and gives it its name, or all of it would pass for a drill.
            let isReal = { (page: MessageBody) in page.mark.isEmpty }
            page = MessageBody(
                joining: pages.filter(isReal) + pages.filter { !isReal($0) }, bundle.note, phrases)
        case .operation(let operation):
            page = MessageBody(operation, reader, phrases)
        case .test:
            return MessageBody(testIn: phrases)
        }
        return occasion == .test ? page?.marked(as: .test, phrases) : page
    }

    private func page(
        of id: Incident.ID, _ items: [Delivery.Item], by channel: Channel.ID
    ) -> MessageBody? {
        let current = items.filter { occasion != .real || $0.isCurrent(in: cases[id]) }
        guard let incident = cases[id], !current.isEmpty else { return nil }
        let clearance = rulebook.channels[channel]?.clearance(for: incident.classification)
        let isMasked = self.isMasked || (clearance?.isMasked ?? false)
        let page =
            isMasked
            ? MessageBody(masking: incident, current, for: deliveries.map(\.to), reader, rulebook)
            : IncidentBody(
                incident: incident, items: current, recipients: deliveries.map(\.to),
                reader: reader, phrases: phrases, now: now, rulebook: rulebook, untold: untold
            ).page()
        return incident.isDrill ? page.marked(as: .drill, phrases) : page
    }
}

extension Delivery {
    /// Whether nothing that it says is true any more, as the cases it is about stand.
    package func isOver(in cases: [Incident.ID: Case]) -> Bool {
        switch matter {
        case .incident(let id, let items):
            items.allSatisfy { !$0.isCurrent(in: cases[id]) }
        case .bundle(let bundle):
            // What was muted is told also when it is over.
            bundle.note.isEmpty
                && bundle.parts.allSatisfy { part in
                    part.items.allSatisfy { !$0.isCurrent(in: cases[part.incident]) }
                }
        case .operation, .test: false
        }
    }
}

/// A page for one reader, in every form it can be set in.
private struct RenderedBody: Sendable {
    let page: MessageBody
    let reader: Reader
    /// Of those it goes to.
    let names: [String]
    let now: Instant

    private var phrases: any Phrasebook { reader.language.phrases }
    var text: String { page.text(phrases) }
    var html: String { page.html(phrases, reader.language) }
    var markdown: String { page.markdown(phrases) }

    /// What templates are given: the names that `MessageModel` lists, none of them empty.
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
            "action": .string(action), "detail": .string(detail), "told": .string(told),
            "untold": .string(untold), "addressee": .string(addressee),
            "colon": .string(colon),
        ]
    }
}
