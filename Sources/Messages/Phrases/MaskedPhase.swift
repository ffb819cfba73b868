/// The phase of a matter as told on a channel that may not carry its content.
enum MaskedPhase: Sendable {
    /// A report is awaited.
    case pending
    /// A report ended, and another one that concerns the reader is unmet.
    case partly
    /// A report ended, and others are unmet that do not concern the reader.
    case done
    /// Nothing of the incident is unmet.
    case over
    /// The incident was joined with another, or separated from it: nothing is awaited for that.
    case joined, separated
    /// A report counts but lacks contents that the rule asks for.
    case incomplete
}
