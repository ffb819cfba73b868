/// A queue in which transfers wait: one per transport, and a second one for urgent transfers.
package struct TransferLine: Hashable, Sendable {
    package let number: Int
    /// True for transfers about Duebell itself, which do not wait behind others.
    package let isOperational: Bool

    package init(number: Int, isOperational: Bool) {
        self.number = number
        self.isOperational = isOperational
    }
}
