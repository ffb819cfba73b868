/// The form in which a case is stored: its head, and the parts that changed.
package struct StoredCase: Sendable {
    package let head: [UInt8]
    /// True if anything is stored apart from the head.
    package let hasParts: Bool
    /// The parts that are new or differ.
    package var saved: [CasePart] = []
    /// The numbers of the parts that are there no more.
    package var removed: [Int64] = []
}
