extension Message {
    /// The purpose a message is made for.
    package enum Occasion: Sendable {
        case real
        /// To be looked at: what is out of date is said as well.
        case show
        /// The same, and marked as a test.
        case test
    }
}
