/// One file of a rulebook as it was found.
package struct RuleDocument: Sendable {
    /// As it is shown to people.
    package let path: String
    /// Its place below the folder of the rules, by whose bytes documents are ordered and by whose
    /// folders packs are named: `regimes/eu-dora/rules.json`.
    package let name: String
    package let bytes: [UInt8]

    package init(path: String, name: String? = nil, bytes: [UInt8]) {
        self.path = path
        self.name = name ?? path
        self.bytes = bytes
    }
}
