/// The limits of size and depth of a JSON text.
package struct JSONLimits: Hashable, Sendable {
    /// The maximum size of the whole text, in bytes.
    package let bytes: Int
    /// The maximum nesting of arrays and objects, at most 256.
    package let depth: Int
    /// The maximum size of one string or one number, in bytes.
    package let stringBytes: Int

    package init(bytes: Int = 1_000_000, depth: Int = 128, stringBytes: Int = 65_536) {
        precondition(depth <= 256, "the reader descends once for each level")
        self.bytes = bytes
        self.depth = depth
        self.stringBytes = stringBytes
    }

    /// The limits for records, which machines write.
    package static let record = JSONLimits()
    /// The limits for rule documents, which people write.
    package static let rules = JSONLimits(bytes: 16_000_000, depth: 64)
}
