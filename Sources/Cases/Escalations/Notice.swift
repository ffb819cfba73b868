package import Calendars
package import Rules

/// A decision to tell someone something about one obligation.
package struct Notice: Hashable, Sendable {
    /// Why somebody is told.
    package enum Reason: String, Sendable, CaseIterable {
        /// A step counted from the opening, before the deadline.
        case opened
        /// A step before the deadline.
        case approaching
        /// The first step at or after the deadline.
        case overdue
        /// Every later one.
        case stillOverdue = "still-overdue"
        /// It has been reported; to those who were told before.
        case met
        /// A report came that does not suffice; to the unit that owes, with the reason.
        case insufficient
        /// Somebody let it off; to those who were told before.
        case waived
        /// It will be looked for no longer; to those who were told, and the operators.
        case missed
        /// What should have been said earlier: the record came late, or Duebell was down.
        case catchUp = "catch-up"
        /// The ladder has no further step; to the operators.
        case exhausted
        /// A step found nobody to tell; to the operators.
        case nobody
        /// A rule needs something the incident's records do not say; to the operators.
        case undecidable
        /// A record says a time that cannot be right; to the operators.
        case implausible
        /// The corrected record does not make it owed; to those who were told before.
        case revoked

        /// True for a reason that says that something is over and that nothing is left to do.
        package var isEnd: Bool { [.met, .waived, .revoked].contains(self) }
    }

    package let reason: Reason
    /// What it is about; nil where it is about a rule that opened nothing.
    package let obligation: Obligation.ID?
    /// The steps it speaks for, from 1; empty where it is no step's.
    package let steps: [Int]
    package let to: Recipient
    /// The channels the step names in place of the contact's own.
    package let via: [Channel.ID]?
    /// The place among the ways to reach the recipient; 0 is the first.
    package let reach: Int
    package let channel: Channel.ID
    package let address: String?
    /// The instant it was for: the step's own, however late it is said.
    package let dueAt: Instant
    /// When another attempt has no sense any more, because the next step speaks then.
    package let expiresAt: Instant?
    /// What a person needs to know besides; empty for ordinary steps.
    package let detail: String
    /// The reason why it is this person; nil where an old version did not keep it.
    package let because: Because?

    init(
        reason: Reason, obligation: Obligation.ID?, steps: [Int], to recipient: Recipient,
        via: [Channel.ID]?, reach: Int, channel: Channel.ID, address: String?, dueAt: Instant,
        expiresAt: Instant?, detail: String, because: Because?
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
