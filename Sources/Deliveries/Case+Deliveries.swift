package import Calendars
package import Cases
import JSON
package import Rules

extension Case {
    /// Returns the deliveries for the notices among the effects of one instant.
    ///
    /// One person receives one message per address and incident. Several occurrences of an
    /// obligation with the same reason share one item.
    package func post(_ effects: [Effect], at now: Instant, by rulebook: Rulebook) -> [Delivery] {
        var drafts: [Draft] = []
        var known: [Draft.Address: Int] = [:]
        for case .notice(let notice) in effects {
            let address = Draft.Address(notice)
            if known[address] == nil {
                known[address] = drafts.endIndex
                drafts.append(Draft(first: notice))
            }
            if let place = known[address] { drafts[place].add(notice) }
        }
        // The wall clock may be behind the case's own time.
        let isFirst = firstSpokenAt == advancedAt
        return drafts.map { $0.delivery(about: self, isFirst: isFirst, at: now, by: rulebook) }
    }
}

/// The items of one message to one address.
private struct Draft {
    struct Address: Hashable {
        let to: Recipient
        let channel: Channel.ID
        let address: String?

        init(_ notice: Notice) {
            to = notice.to
            channel = notice.channel
            address = notice.address
        }
    }

    let first: Notice
    private var matters: [DraftItem] = []
    private var places: [DraftItem.Kind: Int] = [:]
    private var expiresAt: Instant?

    init(first: Notice) { self.first = first }

    mutating func add(_ notice: Notice) {
        expiresAt = [expiresAt, notice.expiresAt].compactMap(\.self).min()
        guard let kind = DraftItem.Kind(notice), let number = kind.number(notice) else {
            matters.append(DraftItem(notice))
            return
        }
        if let place = places[kind], matters[place].add(notice, number) { return }
        places[kind] = matters.endIndex
        matters.append(DraftItem(notice, number))
    }

    func delivery(
        about incident: Case, isFirst: Bool, at now: Instant, by rulebook: Rulebook
    ) -> Delivery {
        let id = incident.id
        let items = matters.map { $0.item(in: incident) }
        // The reason for choosing a person is not in the text, so recipients of the same text form
        // one group.
        let said = JSON.array(items.map(\.saying)).serialized()
        // The action is: who must act differently gets a message of their own.
        let part = items.map { incident.part(of: first.to, in: $0, at: now, by: rulebook) }
            .joined(separator: " ")
        let reader = rulebook.reader(first.to)
        let content = [
            id.text, first.channel.text, reader.language.rawValue, reader.zone.name, said, part,
        ]
        let group = SHA256.token(content)
        let address = [group, first.to.description, first.address ?? "", String(first.reach)]
        return Delivery(
            id: Delivery.ID("msg_" + SHA256.token(address)),
            group: Delivery.GroupID("grp_" + group),
            matter: .incident(id, items), to: first.to, via: first.via, reach: first.reach,
            channel: first.channel, address: first.address, decidedAt: now,
            dueAt: items.map(\.dueAt).min() ?? now, expiresAt: expiresAt, isFirst: isFirst)
    }
}

/// A future item: a reason, with one obligation or several occurrences of one.
private struct DraftItem {
    /// The key of occurrences that share one item.
    struct Kind: Hashable {
        let reason: Notice.Reason
        let series: String
        let detail: FaultDetail?

        init?(_ notice: Notice) {
            guard let id = notice.obligation else { return nil }
            reason = notice.reason
            series = Obligation.OccurrenceName(id).series
            detail = notice.detail
        }

        func number(_ notice: Notice) -> Int? {
            notice.obligation.flatMap { Obligation.OccurrenceName($0).number }
        }
    }

    private var notices: [Notice]
    /// The notice of each occurrence, by number.
    private var occurrences: [Int: Notice] = [:]

    init(_ notice: Notice, _ number: Int? = nil) {
        notices = [notice]
        if let number { occurrences[number] = notice }
    }

    /// Adds the notice of a further occurrence; returns false if the occurrence already has one.
    mutating func add(_ notice: Notice, _ number: Int) -> Bool {
        guard occurrences[number] == nil else { return false }
        notices.append(notice)
        occurrences[number] = notice
        return true
    }

    func item(in incident: Case) -> Delivery.Item {
        let last = occurrences.max { $0.key < $1.key }?.value ?? notices[0]
        return Delivery.Item(
            reason: last.reason, obligation: last.obligation,
            steps: notices.count > 1 ? Set(notices.flatMap(\.steps)).sorted() : last.steps,
            dueAt: notices.map(\.dueAt).min() ?? last.dueAt, detail: last.detail,
            because: last.because, run: run(in: incident))
    }

    private func run(in incident: Case) -> Delivery.Item.Run? {
        guard notices.count > 1, let first = occurrences.min(by: { $0.key < $1.key })?.value,
            let id = first.obligation
        else { return nil }
        let deadlines = notices.compactMap { $0.obligation.flatMap(incident.obligation)?.dueAt }
        return Delivery.Item.Run(
            count: notices.count, first: id, from: deadlines.min(), through: deadlines.max())
    }
}

extension Case {
    /// Returns what the action for a reader depends on: the reader's role, and beside an end the
    /// unmet obligation that concerns the reader.
    fileprivate func part(
        of reader: Recipient, in item: Delivery.Item, at now: Instant, by rulebook: Rulebook
    ) -> String {
        guard item.reason.isEnd else {
            let known = obligations(of: item).first
            return known.map { rulebook.role(of: reader, in: $0).rawValue } ?? ""
        }
        let unmet = unmet.first { concerns([reader], $0, at: now, by: rulebook) }
        return unmet.map { "\(rulebook.role(of: reader, in: $0).rawValue) \($0.id)" } ?? ""
    }
}

extension Delivery.Item {
    /// The item's content without the reason for choosing the person.
    fileprivate var saying: JSON {
        var json = json.object ?? JSONObject()
        json["because"] = nil
        return .object(json)
    }
}

extension Rulebook {
    /// Returns the language and zone of a recipient: their own, else the rulebook's.
    package func reader(_ recipient: Recipient) -> Reader {
        var contact: Contact?
        if case .contact(let id) = recipient { contact = contacts[id] }
        return Reader(
            language: contact?.language ?? settings.language, zone: contact?.zone ?? settings.zone)
    }

    /// Returns a message about Duebell itself for each operator, on another channel than the one to
    /// avoid if the operator has another.
    package func operation(
        _ operation: Delivery.Operation, at now: Instant, salt: String = "",
        avoiding channel: Channel.ID? = nil
    ) -> [Delivery] {
        operators(at: now).compactMap { person in
            let reaches = reaches(of: person, via: nil)
            let place = reaches.firstIndex { $0.channel != channel } ?? 0
            guard reaches.indices.contains(place) else { return nil }
            let reach = reaches[place]
            let said = [operation.kind.rawValue, operation.content, now.rfc3339, salt]
            let reader = reader(person)
            let group = SHA256.token(
                said + [reach.channel.text, reader.language.rawValue, reader.zone.name])
            return Delivery(
                id: Delivery.ID("msg_" + SHA256.token([group, person.description])),
                group: Delivery.GroupID("grp_" + group), matter: .operation(operation), to: person,
                via: nil, reach: place, channel: reach.channel, address: reach.address,
                decidedAt: now, dueAt: now, expiresAt: nil)
        }
    }

    /// Returns test messages, marked as such, to a recipient or the people on call, each on the
    /// first contact method.
    package func tests(_ recipient: Recipient, at now: Instant) -> [Delivery] {
        onDuty(recipient, at: now).compactMap { person in
            guard let reach = reaches(of: person, via: nil).first else { return nil }
            let group = SHA256.token(["test", person.description, now.rfc3339])
            return Delivery(
                id: Delivery.ID("msg_" + group), group: Delivery.GroupID("grp_" + group),
                matter: .test, to: person, via: nil, reach: 0, channel: reach.channel,
                address: reach.address, decidedAt: now, dueAt: now, expiresAt: nil)
        }
    }
}
