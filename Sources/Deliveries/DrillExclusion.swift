/// The reason why a drill does not reach a recipient.
package enum DrillExclusion: String, Sendable, CaseIterable {
    /// A contact outside, who might take it for real.
    case outside
    /// An address that is no contact of the rules.
    case notAContact = "not-a-contact"
}
