package import Storage
import Testing

/// The rules that every store must satisfy, each a test of its own with an empty store.
package struct StoreConformance: Sendable, CustomTestStringConvertible {
    package let testDescription: String
    package let check: @Sendable (any Store) async throws -> Void

    init(_ name: String, _ check: @escaping @Sendable (any Store) async throws -> Void) {
        testDescription = name
        self.check = check
    }

    /// All rules, by table, for a parameterised test.
    package static let rules =
        transactions + records + cases + owed + outbox + claims + settlements + journal
        + rulebooks + markers + retention
}
