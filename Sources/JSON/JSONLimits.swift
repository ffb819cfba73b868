/// The limits of size and depth of a JSON text.
package struct JSONLimits: Hashable, Sendable {
    /// Bytes of the whole text.
    package let bytes: Int
    /// Arrays and objects inside one another.
    package let depth: Int
    /// Bytes of one string, or of one number.
    package let stringBytes: Int

    package init(bytes: Int = 1_000_000, depth: Int = 128, stringBytes: Int = 65_536) {
        precondition(depth <= 256, "the reader descends once for each level")
        self.bytes = bytes
        self.depth = depth
        self.stringBytes = stringBytes
    }

    /// For records, which machines write.
    package static let record = JSONLimits()
    /// For rule documents, which people write.
    package static let rules = JSONLimits(depth: 64)
}
