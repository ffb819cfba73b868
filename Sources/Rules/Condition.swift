/// A JsonLogic rule, compiled once, that asks something of an incident's facts.
package struct Condition: Sendable {
    /// The rule as it was written.
    package let source: JSON
}

/// What a condition came to.
package enum Evaluation: Hashable, Sendable {
    case value(JSON)
    /// Something it needed is absent; the text says what, for a person.
    case undecidable(String)
}
