import Calendars
import Rules

/// The end of obligations, for those who were told of them.
extension Case {
    /// Tells those who were told, once, that it is over; `forgetFollowUps` does the rest.
    mutating func tellIsOver(
        _ index: Int, _ reason: Notice.Reason, at now: Instant, _ rules: Rulebooks
    ) -> [Effect] {
        let told = obligations[index].escalation.told
        let id = obligations[index].id
        // Those who hear that it was missed may yet hear that it was not.
        if reason != .missed { obligations[index].escalation.told = [] }
        return told.compactMap { recipient in
            guard let reach = rules.current.reaches(of: recipient, via: nil).first else {
                return nil
            }
            return .notice(
                Notice(
                    reason: reason, obligation: id, steps: [], to: recipient, via: nil, reach: 0,
                    channel: reach.channel, address: reach.address, dueAt: now, expiresAt: nil,
                    detail: "", because: .toldBefore))
        }
    }

    /// Drops the further ways to reach people about what has ended, for all that ended together.
    mutating func forgetFollowUps(after effects: [Effect]) {
        guard !followUps.isEmpty else { return }
        let ended = Set(effects.compactMap(\.ended))
        guard !ended.isEmpty else { return }
        followUps.removeAll { $0.notice.obligation.map(ended.contains) ?? false }
    }
}
