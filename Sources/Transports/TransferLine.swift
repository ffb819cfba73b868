/// A queue in which transfers wait: one per transport, and a second one for urgent transfers.
package struct TransferLine: Hashable, Sendable {
    package let number: Int
    /// True for transfers about Duebell itself, which do not wait behind others.
    package let isUrgent: Bool

    package init(number: Int, isUrgent: Bool) {
        self.number = number
        self.isUrgent = isUrgent
    }
}
