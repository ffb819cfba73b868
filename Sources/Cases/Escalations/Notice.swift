package import Calendars
package import Rules

/// A decision to notify one recipient about one obligation.
package struct Notice: Hashable, Sendable {
    /// The reason for a notice.
    package enum Reason: String, Sendable, CaseIterable {
        /// A step counted from the opening, before the deadline.
        case opened
        /// A step before the deadline.
        case approaching
        /// The first step at or after the deadline.
        case overdue
        /// A later step after `overdue`.
        case stillOverdue = "still-overdue"
        /// The obligation was reported; sent to the earlier recipients.
        case met
        /// An insufficient report arrived; sent to the reporting unit, with the shortfall.
        case insufficient
        /// A report counts but lacks contents that the rule asks for; sent to its sender, once.
        case incomplete
        /// A report lacks its stage or period and does not count; sent to the reporting unit.
        case unmatched
        /// A record names something unknown; sent to the operators and to the person in the record.
        case misnamed
        /// A unit was skipped by a report to a unit above it; sent to the skipped unit.
        case bypassed
        /// An unreported incident is known elsewhere; sent to its unit and the unit above.
        case sighted
        /// Somebody waived the obligation; sent to the earlier recipients.
        case waived
        /// The report is no longer expected; sent to the earlier recipients and to the operators.
        case missed
        /// A notice sent later than planned: the record arrived late, or Duebell was down.
        case catchUp = "catch-up"
        /// The policy has no further step; sent to the operators.
        case exhausted
        /// A step has no recipients; sent to the operators.
        case nobody
        /// A rule needs information missing from the incident's records; sent to the operators.
        case undecidable
        /// A record states an impossible time; sent to the operators.
        case implausible
        /// A case has reached a bound; sent to the operators.
        case limit
        /// The corrected record does not require the report; sent to the earlier recipients.
        case revoked
        /// The incident goes on under another one; sent to the earlier recipients.
        case merged
        /// A merge was taken back; sent to the earlier recipients.
        case separated

        /// True for a reason that reports an end after which nothing is left to do.
        package var isEnd: Bool { [.met, .waived, .revoked].contains(self) }
    }

    package let reason: Reason
    /// The obligation that the notice is about; nil for a rule that opened no obligation.
    package let obligation: Obligation.ID?
    /// The steps that the notice combines, from 1; empty if it comes from no step.
    package let steps: [Int]
    package let to: Recipient
    /// The channels named by the step in place of the contact's own.
    package let via: [Channel.ID]?
    /// The index among the recipient's contact methods; 0 is the first.
    package let reach: Int
    package let channel: Channel.ID
    package let address: String?
    /// The instant that the notice was due: the step's own, however late it is sent.
    package let dueAt: Instant
    /// The instant after which another attempt is pointless, because the next step runs then.
    package let expiresAt: Instant?
    /// Further facts for a person; nil for ordinary steps.
    package let detail: FaultDetail?
    /// The reason for choosing this recipient; nil if an old version did not store one.
    package let because: Because?

    init(
        reason: Reason, obligation: Obligation.ID?, steps: [Int], to recipient: Recipient,
        via: [Channel.ID]?, reach: Int, channel: Channel.ID, address: String?, dueAt: Instant,
        expiresAt: Instant?, detail: FaultDetail?, because: Because?
    ) {
        self.reason = reason
        self.obligation = obligation
        self.steps = steps
        to = recipient
        self.via = via
        self.reach = reach
        self.channel = channel
        self.address = address
        self.dueAt = dueAt
        self.expiresAt = expiresAt
        self.detail = detail
        self.because = because
    }
}
