package import Calendars
package import Rules

extension Rulebook {
    /// The ways to reach someone, in order of preference; empty: nobody.
    ///
    /// `via` puts other channels in place of a contact's own; on each of them the contact keeps
    /// the address it has there.
    package func reaches(of recipient: Recipient, via: [Channel.ID]?) -> [Contact.Reach] {
        switch recipient {
        case .contact(let id):
            guard let contact = contacts[id] else { return [] }
            guard let via else { return contact.reach.filter { channels[$0.channel] != nil } }
            return via.compactMap { channels[$0] }.compactMap { channel in
                let address =
                    contact.reach.first { $0.channel == channel.id }?.address
                    ?? contact.reach.first { $0.address?.contains("@") ?? false }?.address
                if address == nil, channel.needsAddress { return nil }
                return Contact.Reach(channel: channel.id, address: address, after: nil)
            }
        case .mail(let address):
            let channel = via?.first { channels[$0] != nil } ?? mailChannel
            return channel.map { [Contact.Reach(channel: $0, address: address, after: nil)] } ?? []
        case .schedule:
            return []
        }
    }

    /// The channel a bare mail address is written to: the first that speaks SMTP, else a Maildir.
    private var mailChannel: Channel.ID? {
        let ordered = channels.values.sorted { $0.id < $1.id }
        let smtp = ordered.first { if case .email = $0.kind { true } else { false } }
        let folder = ordered.first { if case .maildir = $0.kind { true } else { false } }
        return (smtp ?? folder)?.id
    }

    /// The people somebody stands for at an instant: themselves, or those a schedule has on call,
    /// who may be nobody.
    package func onDuty(_ recipient: Recipient, at now: Instant) -> [Recipient] {
        guard case .schedule(let id) = recipient else { return [recipient] }
        return schedules[id]?.onCall(at: now) ?? []
    }

    /// Whether somebody is one of us, whom a drill may reach.
    package func isInside(_ recipient: Recipient) -> Bool {
        guard case .contact(let id) = recipient else { return false }
        return !(contacts[id]?.isOutside ?? true)
    }

    /// The people somebody can stand for at any time.
    package func everybody(_ recipient: Recipient) -> [Recipient] {
        guard case .schedule(let id) = recipient else { return [recipient] }
        return schedules[id]?.everybody ?? []
    }

    /// The operators on call, each once.
    ///
    /// If that is nobody, everybody who stands in their schedules: what they have to hear is said
    /// to nobody else.
    package func operators(at now: Instant) -> [Recipient] {
        let onDuty = settings.operators.flatMap { self.onDuty($0, at: now) }
        var seen: Set<Recipient> = []
        return (onDuty.isEmpty ? settings.operators.flatMap(everybody) : onDuty)
            .filter { seen.insert($0).inserted }
    }

    /// The post of a unit, or of the unit so many ranks above it.
    func holder(of post: EscalationStep.Role, in unit: Unit.ID, parents: Int) -> Recipient? {
        var current = units[unit]
        for _ in 0..<parents {
            current = current?.parent.flatMap { units[$0] }
        }
        switch post {
        case .duty: return current?.duty
        case .leader: return current?.leader
        }
    }

    /// What a person is called in a message.
    package func name(of recipient: Recipient) -> String {
        switch recipient {
        case .contact(let id): contacts[id]?.name ?? id.text
        case .schedule(let id): id.text
        case .mail(let address): address
        }
    }

    package func name(of unit: Unit.ID) -> String {
        units[unit]?.name ?? unit.text
    }
}

extension Channel {
    /// Whether a message on it goes to an address, and not to the one place it leads to.
    fileprivate var needsAddress: Bool {
        switch kind {
        case .email, .maildir: true
        case .webhook: false
        }
    }
}
