package import Calendars
package import Cases
import JSON
package import Rules

extension Delivery {
    /// Returns the part of the delivery that may be sent, the omitted drills and the reason: a
    /// drill never reaches outside contacts.
    ///
    /// From a message about several incidents, only the drills are omitted.
    package func spared(
        _ cases: [Incident.ID: Case], _ rulebook: Rulebook
    ) -> (delivery: Delivery?, leftOut: [Incident.ID], why: DrillExclusion?) {
        let drills = incidents.filter { cases[$0]?.isDrill ?? false }
        guard !drills.isEmpty, let why = exclusion(by: rulebook) else { return (self, [], nil) }
        guard case .combined(let combined) = matter, drills.count < incidents.count else {
            return (nil, drills, why)
        }
        let parts = combined.parts.filter { !drills.contains($0.incident) }
        return (
            saying(.combined(CombinedMessage(parts: parts, notes: combined.notes))), drills, why
        )
    }

    private func exclusion(by rulebook: Rulebook) -> DrillExclusion? {
        switch to {
        case .contact(let id): rulebook.contacts[id]?.isOutside ?? true ? .outside : nil
        case .mail, .schedule: .notAContact
        }
    }

    /// Returns the instant until which the mute holds this delivery, or nil if it does not apply.
    ///
    /// The hold ends with the mute's span, or when one of the obligations falls due and is exempt.
    package func held(
        by mute: Mute, _ cases: [Incident.ID: Case], at now: Instant
    ) -> Instant? {
        guard let span = mute.span(at: now), isMeant(by: mute, cases, at: now) else { return nil }
        guard mute.exempt.contains(.overdue) else { return span.upperBound }
        let deadlines = items.flatMap { incident, item in
            cases[incident]?.obligations(of: item).compactMap(\.dueAt) ?? []
        }
        return (deadlines.filter { $0 > now } + [span.upperBound]).min()
    }

    private func isMeant(
        by mute: Mute, _ cases: [Incident.ID: Case], at now: Instant
    ) -> Bool {
        guard mute.channels.isEmpty || mute.channels.contains(channel) else { return false }
        if !mute.contacts.isEmpty {
            guard case .contact(let id) = to, mute.contacts.contains(id) else { return false }
        }
        let items = items
        // Messages about Duebell itself are held only by a mute that names their channel or
        // contact.
        if items.isEmpty {
            return (!mute.channels.isEmpty || !mute.contacts.isEmpty) && mute.units.isEmpty
                && mute.rules.isEmpty
        }
        if mute.exempt.contains(.first), isFirst { return false }
        return items.allSatisfy { incident, item in
            let obligation = cases[incident]?.obligations(of: item).last
            if mute.exempt.contains(.overdue), item.isOverdue(in: cases[incident], at: now) {
                return false
            }
            let ofUnit = obligation.map { mute.units.contains($0.owing) } ?? false
            let ofRule = obligation.map { mute.rules.contains($0.rule) } ?? false
            return (mute.units.isEmpty || ofUnit) && (mute.rules.isEmpty || ofRule)
        }
    }

    /// Returns a copy with current reasons: an `approaching` item becomes `overdue` once its
    /// deadline has passed.
    package func brought(to now: Instant, _ cases: [Incident.ID: Case]) -> Delivery {
        func brought(_ item: Item, _ id: Incident.ID) -> Item {
            guard [.opened, .approaching].contains(item.reason),
                item.isOverdue(in: cases[id], at: now)
            else { return item }
            return Item(
                reason: .overdue, obligation: item.obligation, steps: item.steps,
                dueAt: item.dueAt, detail: item.detail, because: item.because, run: item.run)
        }
        let matter: Matter
        switch self.matter {
        case .incident(let id, let items): matter = .incident(id, items.map { brought($0, id) })
        case .combined(let combined):
            let parts = combined.parts.map { part in
                CombinedMessage.Part(
                    incident: part.incident, items: part.items.map { brought($0, part.incident) })
            }
            matter = .combined(CombinedMessage(parts: parts, notes: combined.notes))
        case .operation, .test: return self
        }
        guard matter != self.matter else { return self }
        return saying(matter)
    }

    /// Returns a copy with other content.
    package func saying(_ matter: Matter) -> Delivery {
        Delivery(
            id: id, group: group, matter: matter, to: to, via: via, reach: reach,
            channel: channel, address: address, decidedAt: decidedAt, dueAt: dueAt,
            expiresAt: expiresAt, isFirst: isFirst, origin: origin)
    }

    /// True if the delivery can be combined with others.
    package var isMergeable: Bool {
        switch matter {
        case .incident: true
        case .combined: partsCount < Self.partsMax
        case .operation, .test: false
        }
    }

    /// The maximum number of incidents in one message: nobody reads a longer one, and some mail
    /// servers and most chats reject it.
    package static let partsMax = 40

    private var partsCount: Int {
        if case .combined(let combined) = matter { combined.parts.count } else { 1 }
    }

    /// Splits deliveries, in the order they were decided, into groups that fit in one message each.
    package static func loads<T>(of all: [T], _ delivery: (T) -> Delivery) -> [[T]] {
        let ordered = all.sorted {
            (delivery($0).decidedAt, delivery($0).id) < (delivery($1).decidedAt, delivery($1).id)
        }
        var loads: [[T]] = []
        var room = 0
        for one in ordered {
            let count = delivery(one).partsCount
            if loads.isEmpty || count > room {
                loads.append([])
                room = partsMax
            }
            loads[loads.count - 1].append(one)
            room -= count
        }
        return loads
    }

    /// The items, each with its incident.
    package var items: [(incident: Incident.ID, item: Item)] {
        switch matter {
        case .incident(let id, let items): items.map { (id, $0) }
        case .combined(let combined):
            combined.parts.flatMap { part in part.items.map { (part.incident, $0) } }
        case .operation, .test: []
        }
    }

    /// Returns the id of the message that combines several deliveries.
    package static func combinedID(of deliveries: [Delivery]) -> ID {
        ID("msg_" + SHA256.token(deliveries.map(\.id.text).sorted()))
    }

    /// Combines several deliveries to one address into one, under a given id; nil if none of them
    /// can be combined.
    package init?(
        joining deliveries: [Delivery], muted note: CombinedMessage.Note?, at now: Instant,
        as id: ID
    ) {
        let joined = deliveries.filter(\.isMergeable).sorted {
            ($0.decidedAt, $0.id) < ($1.decidedAt, $1.id)
        }
        guard let first = joined.first else { return nil }
        var parts: [CombinedMessage.Part] = []
        var notes = [note].compactMap(\.self)
        for delivery in joined {
            switch delivery.matter {
            case .incident(let id, let items):
                parts.append(CombinedMessage.Part(incident: id, items: items))
            case .combined(let combined):
                parts += combined.parts
                notes += combined.notes
            case .operation, .test: break
            }
        }
        self.init(
            id: id, group: Delivery.GroupID("grp_" + SHA256.token([id.text])),
            matter: .combined(CombinedMessage(parts: parts, notes: notes)),
            to: first.to, via: first.via, reach: first.reach, channel: first.channel,
            address: first.address, decidedAt: now,
            dueAt: joined.map(\.dueAt).min() ?? now,
            expiresAt: joined.compactMap(\.expiresAt).filter { $0 > now }.min())
    }
}

extension Delivery.Item {
    /// Returns true if the item is about an unmet obligation whose deadline has passed.
    fileprivate func isOverdue(in incident: Case?, at now: Instant) -> Bool {
        (incident?.obligations(of: self) ?? []).contains { obligation in
            let isOpen = obligation.isOpen || obligation.verdict?.outcome == .missed
            return isOpen && (obligation.dueAt.map { $0 <= now } ?? false)
        }
    }
}

extension Rulebook {
    /// Returns the mute that holds a delivery longest, and its end.
    package func mute(
        holding delivery: Delivery, _ cases: [Incident.ID: Case], at now: Instant
    ) -> (mute: Mute, end: Instant)? {
        mutes.compactMap { mute in
            delivery.held(by: mute, cases, at: now).map { (mute, $0) }
        }.max { $0.1 < $1.1 }
    }
}
