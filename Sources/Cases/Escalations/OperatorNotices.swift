import Calendars
import Rules

extension Rulebook {
    /// Returns notices about an obligation or a rule for all operators except those in `except`.
    ///
    /// `dueAt` is the instant the notices refer to; `now` is the instant of the decision, if
    /// different.
    func operatorNotices(
        _ reason: Notice.Reason, about obligation: Obligation.ID?, dueAt: Instant,
        at now: Instant? = nil, detail: FaultDetail?, except: [Recipient] = []
    ) -> [Effect] {
        operators(at: now ?? dueAt).filter { !except.contains($0) }.compactMap { person in
            guard let reach = reaches(of: person, via: nil).first else { return nil }
            return .notice(
                Notice(
                    reason: reason, obligation: obligation, steps: [], to: person, via: nil,
                    reach: 0, channel: reach.channel, address: reach.address, dueAt: dueAt,
                    expiresAt: nil, detail: detail, because: .operators))
        }
    }
}
