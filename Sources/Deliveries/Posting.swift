package import Calendars
package import Cases
import JSON
package import Rules

extension Case {
    /// The deliveries that carry the notices among the effects of one moment.
    ///
    /// What one person is told at one address about one incident goes in one message.
    package func post(_ effects: [Effect], at now: Instant, by rulebook: Rulebook) -> [Delivery] {
        var drafts: [Draft] = []
        for case .notice(let notice) in effects {
            let known = drafts.firstIndex {
                $0.first.to == notice.to && $0.first.channel == notice.channel
                    && $0.first.address == notice.address
            }
            if let known {
                drafts[known].add(notice)
            } else {
                drafts.append(Draft(first: notice))
            }
        }
        // The wall clock may stand behind what the case has seen.
        let isFirst = firstSpokenAt == advancedAt
        return drafts.map { $0.delivery(about: id, isFirst: isFirst, at: now, by: rulebook) }
    }
}

/// What goes into one message to one address.
private struct Draft {
    let first: Notice
    var items: [Delivery.Item] = []
    var expiresAt: Instant?

    init(first: Notice) {
        self.first = first
        expiresAt = first.expiresAt
        add(first)
    }

    mutating func add(_ notice: Notice) {
        items.append(
            Delivery.Item(
                reason: notice.reason, obligation: notice.obligation, steps: notice.steps,
                dueAt: notice.dueAt, detail: notice.detail, because: notice.because))
        expiresAt = [expiresAt, notice.expiresAt].compactMap(\.self).min()
    }

    func delivery(
        about id: Incident.ID, isFirst: Bool, at now: Instant, by rulebook: Rulebook
    ) -> Delivery {
        // Why somebody is told is not said to them: those told the same can be told together.
        let said = JSON.array(items.map(\.saying)).serialized()
        let reader = rulebook.reader(first.to)
        let content = [
            id.text, first.channel.text, reader.language.rawValue, reader.zone.name, said,
        ]
        let group = Digest.token(content)
        let address = [group, first.to.description, first.address ?? "", String(first.reach)]
        return Delivery(
            id: Delivery.ID("msg_" + Digest.token(address)),
            group: Delivery.GroupID("grp_" + group),
            matter: .incident(id, items), to: first.to, via: first.via, reach: first.reach,
            channel: first.channel, address: first.address, decidedAt: now,
            dueAt: items.map(\.dueAt).min() ?? now, expiresAt: expiresAt, isFirst: isFirst)
    }
}

extension Delivery.Item {
    /// It without why this person is told.
    fileprivate var saying: JSON {
        var json = json.object ?? JSONObject()
        json["because"] = nil
        return .object(json)
    }
}

/// Whom a text is for: the language and zone it is written in.
package struct Reader: Hashable, Sendable {
    package let language: Language
    package let zone: Zone

    package init(language: Language, zone: Zone) {
        self.language = language
        self.zone = zone
    }
}

extension Rulebook {
    /// How somebody reads: by their own settings, else those of the rulebook.
    package func reader(_ recipient: Recipient) -> Reader {
        var contact: Contact?
        if case .contact(let id) = recipient { contact = contacts[id] }
        return Reader(
            language: contact?.language ?? settings.language, zone: contact?.zone ?? settings.zone)
    }

    /// A message to the operators about Duebell itself, one to each; by another channel than one
    /// to avoid, where they have another.
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
            let group = Digest.token(
                said + [reach.channel.text, reader.language.rawValue, reader.zone.name])
            return Delivery(
                id: Delivery.ID("msg_" + Digest.token([group, person.description])),
                group: Delivery.GroupID("grp_" + group), matter: .operation(operation), to: person,
                via: nil, reach: place, channel: reach.channel, address: reach.address,
                decidedAt: now, dueAt: now, expiresAt: nil)
        }
    }

    /// Marked test messages to somebody, or to those on call, each by the first way to reach them.
    package func tests(_ recipient: Recipient, at now: Instant) -> [Delivery] {
        onDuty(recipient, at: now).compactMap { person in
            guard let reach = reaches(of: person, via: nil).first else { return nil }
            let group = Digest.token(["test", person.description, now.rfc3339])
            return Delivery(
                id: Delivery.ID("msg_" + group), group: Delivery.GroupID("grp_" + group),
                matter: .test, to: person, via: nil, reach: 0, channel: reach.channel,
                address: reach.address, decidedAt: now, dueAt: now, expiresAt: nil)
        }
    }
}
