/// A line in which transfers wait: one for each transport, and one more for what is urgent.
package struct TransferLine: Hashable, Sendable {
    package let number: Int
    /// True for transfers about Duebell itself, which wait behind no others.
    package let isUrgent: Bool

    package init(number: Int, isUrgent: Bool) {
        self.number = number
        self.isUrgent = isUrgent
    }
}
