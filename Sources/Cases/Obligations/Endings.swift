import Calendars
import Rules

/// The notices about the end of obligations, to all earlier recipients.
extension Case {
    /// Notifies all earlier recipients once that the obligation has ended. The caller must call
    /// `forgetAdditionalNotices` afterwards.
    mutating func tellIsOver(
        _ index: Int, _ reason: Notice.Reason, at now: Instant, _ rules: PinnedRulebooks
    ) -> [Effect] {
        let told = obligations[index].escalation.told
        let id = obligations[index].id
        // The recipients of a `missed` notice may later need to learn that a report arrived after
        // all.
        if reason != .missed {
            obligations[index].escalation.told = []
            if !told.isEmpty { obligations[index].escalation.toldOfEnd = told }
        }
        return told.compactMap { recipient in
            guard let reach = rules.current.reaches(of: recipient, via: nil).first else {
                return nil
            }
            return .notice(
                Notice(
                    reason: reason, obligation: id, steps: [], to: recipient, via: nil, reach: 0,
                    channel: reach.channel, address: reach.address, dueAt: now, expiresAt: nil,
                    detail: nil, because: .toldBefore))
        }
    }

    /// Drops the pending notices on further contact methods about all obligations that ended.
    mutating func forgetAdditionalNotices(after effects: [Effect]) {
        guard !additionalNotices.isEmpty else { return }
        let ended = Set(effects.compactMap(\.ended))
        guard !ended.isEmpty else { return }
        additionalNotices.removeAll { $0.notice.obligation.map(ended.contains) ?? false }
    }
}
