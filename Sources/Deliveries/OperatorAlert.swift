package import Rules

/// An alert to the operators about Duebell itself, sent at most once within a span.
package struct OperatorAlert: Hashable, Sendable {
    package let operation: Delivery.Operation
    /// The span within which the same alert is not repeated.
    package let onceIn: Duration
    /// A failing channel, avoided if the operator has another.
    package let avoiding: Channel.ID?
    /// The key that identifies repeated alerts whose content varies; nil: the content.
    package let about: String?

    package init(
        _ operation: Delivery.Operation, onceIn: Duration, avoiding: Channel.ID? = nil,
        about: String? = nil
    ) {
        self.operation = operation
        self.onceIn = onceIn
        self.avoiding = avoiding
        self.about = about
    }
}
