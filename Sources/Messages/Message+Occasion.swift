extension Message {
    /// The purpose of a message.
    package enum Occasion: Sendable {
        /// A message to be acted on.
        case real
        /// A preview; includes content that is out of date.
        case show
        /// A preview marked as a test.
        case test
    }
}
