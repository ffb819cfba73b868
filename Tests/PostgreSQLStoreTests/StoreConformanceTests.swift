import Conformance
import PostgreSQLStore
import Storage
import TestSupport
import Testing

@Suite(.serialized) struct PostgreSQLConformanceTests {
    @Test(arguments: StoreConformance.rules)
    func `a store in PostgreSQL keeps the rule`(rule: StoreConformance) async throws {
        let store = try await TestDatabase.open(try await TestDatabase.make())
        try await rule.check(store)
    }
}
