package import Calendars
package import Rules

extension Rulebook {
    /// Returns the contact methods of a recipient, in order of preference; empty if there are none.
    ///
    /// `via` replaces the contact's own channels; on each of them the contact keeps the address it
    /// has there.
    package func reaches(of recipient: Recipient, via: [Channel.ID]?) -> [Contact.Method] {
        switch recipient {
        case .contact(let id):
            guard let contact = contacts[id] else { return [] }
            guard let via else { return contact.reach.filter { channels[$0.channel] != nil } }
            return via.compactMap { channels[$0] }.compactMap { channel in
                let address =
                    contact.reach.first { $0.channel == channel.id }?.address
                    ?? contact.reach.first { $0.address?.contains("@") ?? false }?.address
                if address == nil, channel.needsAddress { return nil }
                return Contact.Method(channel: channel.id, address: address, after: nil)
            }
        case .mail(let address):
            let channel = via?.first { channels[$0] != nil } ?? mailChannel
            return channel.map { [Contact.Method(channel: $0, address: address, after: nil)] } ?? []
        case .schedule:
            return []
        }
    }

    /// The channel for a bare mail address: the first SMTP channel, else a Maildir.
    private var mailChannel: Channel.ID? {
        let ordered = channels.values.sorted { $0.id < $1.id }
        let smtp = ordered.first { if case .email = $0.kind { true } else { false } }
        let folder = ordered.first { if case .maildir = $0.kind { true } else { false } }
        return (smtp ?? folder)?.id
    }

    /// Returns the people a recipient stands for at an instant: the recipient itself, or the people
    /// a schedule has on call, possibly nobody.
    package func onDuty(_ recipient: Recipient, at now: Instant) -> [Recipient] {
        guard case .schedule(let id) = recipient else { return [recipient] }
        return schedules[id]?.onCall(at: now) ?? []
    }

    /// Returns true if the recipient is a contact inside the organization, whom drills may reach.
    package func isInside(_ recipient: Recipient) -> Bool {
        guard case .contact(let id) = recipient else { return false }
        return !(contacts[id]?.isOutside ?? true)
    }

    /// Returns the people a recipient can stand for at any time.
    package func everybody(_ recipient: Recipient) -> [Recipient] {
        guard case .schedule(let id) = recipient else { return [recipient] }
        return schedules[id]?.everybody ?? []
    }

    /// Returns the operators on call, each once.
    ///
    /// If nobody is on call, returns everybody in the operators' schedules: nobody else receives
    /// the operators' notices.
    package func operators(at now: Instant) -> [Recipient] {
        let onDuty = settings.operators.flatMap { self.onDuty($0, at: now) }
        var seen: Set<Recipient> = []
        return (onDuty.isEmpty ? settings.operators.flatMap(everybody) : onDuty)
            .filter { seen.insert($0).inserted }
    }

    /// Returns the holders of a role in a unit, or in the unit `parents` levels above it.
    func holders(of role: UnitRole, in unit: Unit.ID, parents: Int) -> [Recipient] {
        self.unit(above: unit, levels: parents).flatMap { units[$0]?.roles[role] } ?? []
    }

    /// Returns the recipients a target names beside an obligation between units; none for a fact of
    /// an incident, nor for a role where no unit is given.
    func named(
        by target: EscalationStep.Target, owing: Unit.ID?, awaiting: [Unit.ID], at now: Instant
    ) -> [Recipient] {
        switch target {
        case .named(let recipient): [recipient]
        case .operators: operators(at: now)
        case .post(.owing, let parents, let post):
            owing.map { holders(of: post, in: $0, parents: parents) } ?? []
        case .post(.awaiting, let parents, let post):
            awaiting.flatMap { holders(of: post, in: $0, parents: parents) }
        case .fact: []
        }
    }

    /// Returns the people some targets stand for at an instant, beside an obligation between units
    /// if there is one, each once, in the order written.
    package func recipients(
        _ targets: [EscalationStep.Target], owing: Unit.ID? = nil, awaiting: [Unit.ID] = [],
        at now: Instant
    ) -> [Recipient] {
        var seen: Set<Recipient> = []
        return targets.flatMap { named(by: $0, owing: owing, awaiting: awaiting, at: now) }
            .flatMap { onDuty($0, at: now) }.filter { seen.insert($0).inserted }
    }

    /// Returns the display name of a recipient for messages.
    package func name(of recipient: Recipient) -> String {
        switch recipient {
        case .contact(let id): contacts[id]?.name ?? id.text
        case .schedule(let id): id.text
        case .mail(let address): address
        }
    }

    /// Returns the display name of a unit, or its id if the rules do not know the unit.
    package func name(of unit: Unit.ID) -> String {
        units[unit]?.name ?? unit.text
    }
}

extension Channel {
    /// True if messages on the channel need an address; false if the channel has one fixed target.
    fileprivate var needsAddress: Bool {
        switch kind {
        case .email, .maildir: true
        case .webhook: false
        }
    }
}
