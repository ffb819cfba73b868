import Calendars
import Rules

extension Rulebook {
    /// Returns notices for the people on duty for some recipients, each person once.
    func notices(
        _ reason: Notice.Reason, to recipients: [Recipient?], about obligation: Obligation.ID?,
        at now: Instant, detail: FaultDetail?, because: Because
    ) -> [Effect] {
        var seen: Set<Recipient> = []
        let people = recipients.compactMap(\.self).flatMap { onDuty($0, at: now) }
        return people.filter { seen.insert($0).inserted }.compactMap { person in
            guard let reach = reaches(of: person, via: nil).first else { return nil }
            return .notice(
                Notice(
                    reason: reason, obligation: obligation, steps: [], to: person, via: nil,
                    reach: 0, channel: reach.channel, address: reach.address, dueAt: now,
                    expiresAt: nil, detail: detail, because: because))
        }
    }
}

extension [Effect] {
    /// Returns the notices to people whom none of some others goes to.
    func except(_ others: [Effect]) -> [Effect] {
        let told = Set(others.compactMap(\.recipient))
        return filter { $0.recipient.map { !told.contains($0) } ?? true }
    }
}

extension Effect {
    /// The recipient of a notice; nil for any other effect.
    fileprivate var recipient: Recipient? {
        if case .notice(let notice) = self { notice.to } else { nil }
    }
}
