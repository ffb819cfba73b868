/// The reason a drill does not reach a recipient.
package enum DrillExclusion: String, Sendable, CaseIterable {
    /// An outside contact, who might take the drill for a real event.
    case outside
    /// An address that is not a contact in the rules.
    case notAContact = "not-a-contact"
}
