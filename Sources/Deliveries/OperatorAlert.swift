package import Rules

/// Something about Duebell itself that its operators are told, once within a span.
package struct OperatorAlert: Hashable, Sendable {
    package let operation: Delivery.Operation
    /// The span within which the same is not told again.
    package let onceIn: Duration
    /// A channel that fails, and is not used where the operator has another.
    package let avoiding: Channel.ID?
    /// The key that makes two alerts the same, where their details name what changes.
    package let about: String

    package init(
        _ kind: Delivery.Operation.Kind, _ detail: String, onceIn: Duration,
        avoiding: Channel.ID? = nil, about: String? = nil
    ) {
        operation = Delivery.Operation(kind: kind, detail: detail)
        self.onceIn = onceIn
        self.avoiding = avoiding
        self.about = about ?? detail
    }
}
