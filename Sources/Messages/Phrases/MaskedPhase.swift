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
}
