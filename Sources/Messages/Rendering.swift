package import Calendars
package import Cases
package import Deliveries
import JSON
package import Rules

extension Message {
    /// Composes the current message for the deliveries of one group; nil if its content is out of
    /// date.
    ///
    /// `cases` are the deliveries' current cases: items that were reported in the meantime are left
    /// out, except in a preview, and so is content the channel is not cleared for. `language`
    /// overrides the recipient's language. Recipients in `untold` are not listed as notified;
    /// `masked` leaves out classified content, for a preview.
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
