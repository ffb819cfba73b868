import Calendars
import Cases
import Rules
import Storage
import Testing

extension StoreConformance {
    static let records = [
        StoreConformance("a record is kept once whatever arrives again") { store in
            let outcomes = try await store.write { transaction in
                try transaction.insert([
                    record("r-1"), record("r-1"), record("r-1", digest: "d2"), record("r-2"),
                ])
            }
            #expect(outcomes == [.new, .duplicate, .conflict(existingDigest: "d1"), .new])
            let kept = try await store.read { try $0.records(of: "i-1") }
            #expect(kept == [record("r-1"), record("r-2")])
            let asked = try await store.read { try $0.records(["r-2", "r-9", "r-1"]) }
            #expect(asked.map(\.id) == ["r-2", "r-1"])
            #expect(try await store.read { try $0.latestRecord()?.id } == "r-2")
        },
        StoreConformance("an edited kept file makes versions, and going back makes one more") {
            store in
            let outcomes = try await store.write { transaction in
                try transaction.insert(
                    ["d1", "d2", "d2", "d1"].map {
                        record("keep:a", digest: $0, arrival: .kept)
                    })
            }
            #expect(outcomes == [.new, .newVersion, .duplicate, .newVersion])
            let rows = try await store.read { try $0.records(of: "i-1") }
            #expect(rows.map(\.version) == [1, 2, 3])
            #expect(rows.map(\.isSuperseded) == [true, true, false])
            #expect(try await store.read { try $0.record("keep:a") }?.version == 3)
        },
    ]
}
