import Conformance
import SQLiteStore
import Storage
import Testing

/// The kinds of store; each must keep every rule.
enum StoreKind: String, CaseIterable, CustomTestStringConvertible {
    case sqlite
    case memory

    var testDescription: String { rawValue }

    /// Returns an empty store, which exists as long as the returned folder.
    func make() throws -> (store: any Store, home: Folder?) {
        switch self {
        case .sqlite:
            let home = try Folder()
            return (try SQLiteStore(path: home.file("duebell.db"), for: .watching), home)
        case .memory: return (MemoryStore(), nil)
        }
    }
}

@Suite(.serialized) struct StoreConformanceTests {
    @Test(arguments: StoreKind.allCases, StoreConformance.rules)
    func `every store keeps the rule`(kind: StoreKind, rule: StoreConformance) async throws {
        let (store, home) = try kind.make()
        try await rule.check(store)
        _ = home
    }
}
