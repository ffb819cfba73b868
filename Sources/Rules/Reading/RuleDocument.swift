/// A file of a rulebook as found.
package struct RuleDocument: Sendable {
    /// The path shown to people.
    package let path: String
    /// The path below the rules folder: `regimes/eu-dora/rules.json`.
    ///
    /// Documents are ordered by the bytes of their names; packs are named by the folders.
    package let name: String
    package let bytes: [UInt8]

    package init(path: String, name: String? = nil, bytes: [UInt8]) {
        self.path = path
        self.name = name ?? path
        self.bytes = bytes
    }
}
