package import Rules

/// A demand of a rule that a report does not satisfy.
package enum Shortfall: Hashable, Sendable {
    /// The form of the report, and the forms that the rule accepts.
    case form(String?, accepted: [String])
    /// The text that the rule has for the demand.
    case demand(String)
    /// A condition without a text, by its key in the rule.
    case condition(String)
    /// A condition that cannot be decided, by its key in the rule.
    case undecided(String, Undecidable)
}
