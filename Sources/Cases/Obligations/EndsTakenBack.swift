import Calendars
import Rules

/// The notices about the end of obligations that was taken back.
extension Case {
    /// Notifies all recipients of an end that was taken back: the report is required again.
    ///
    /// `report` is the one that no longer counts.
    mutating func tellAgain(
        _ index: Int, without report: Record.ID? = nil, at now: Instant, _ rules: PinnedRulebooks
    ) -> [Effect] {
        let obligation = obligations[index]
        let earlier = obligation.escalation.told
        let told = earlier + obligation.escalation.toldOfEnd.filter { !earlier.contains($0) }
        obligations[index].escalation.told = told
        obligations[index].escalation.toldOfEnd = []
        // What ends otherwise at the same instant is told as that end alone.
        guard let dueAt = obligation.dueAt, relief(of: obligation, at: now) == nil,
            !isEnded(obligation, by: rules), missedSince(obligation, at: now, by: rules) == nil
        else { return [] }
        let retraction = report.flatMap { id in retractions.first { $0.report == id } }
        return told.compactMap { recipient in
            guard let reach = rules.current.reaches(of: recipient, via: nil).first else {
                return nil
            }
            return .notice(
                Notice(
                    reason: dueAt <= now ? .stillOverdue : .approaching, obligation: obligation.id,
                    steps: [], to: recipient, via: nil, reach: 0, channel: reach.channel,
                    address: reach.address, dueAt: now, expiresAt: nil,
                    detail: retraction.map { .retracted($0.report, why: $0.why) },
                    because: .toldBefore))
        }
    }
}
