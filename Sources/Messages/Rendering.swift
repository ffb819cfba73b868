package import Calendars
package import Cases
package import Deliveries
import JSON
package import Rules

extension Message {
    /// The message that deliveries of one group carry, as it reads now; nil when all that it would
    /// say is out of date.
    ///
    /// `cases` are those they are about as they stand: what has been reported meanwhile is left
    /// out, unless it is only to be seen, and so is what the channel may not carry. With
    /// `language` it is written in that one, whatever the recipient's. Who is `untold` is not named
    /// among those who have been told; `masked` leaves out what some channel may not carry, to
    /// be looked at.
    package init?(
        _ deliveries: [Delivery], of cases: [Incident.ID: Case], at now: Instant,
        by rulebook: Rulebook, as occasion: Occasion = .real, in language: Language? = nil,
        untold: UnreachedRecipients = UnreachedRecipients(), masked: Bool = false
    ) {
        let draft = MessageDraft(
            deliveries: deliveries, cases: cases, now: now, rulebook: rulebook, untold: untold,
            occasion: occasion, language: language, isMasked: masked)
        guard let message = (try? draft.message()).flatMap({ $0 }) else { return nil }
        self = message
    }
}
