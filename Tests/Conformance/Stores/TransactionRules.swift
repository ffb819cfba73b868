import Calendars
import Cases
import Rules
import Storage
import Testing

private struct Refusal: Error {}

extension StoreConformance {
    static let transactions = [
        StoreConformance("a body that throws leaves nothing behind") { store in
            await #expect(throws: StoreError.abandoned(detail: "Refusal()")) {
                try await store.write { transaction in
                    _ = try transaction.insert(record("r-1"))
                    throw Refusal()
                }
            }
            let kept = try await store.read { try $0.record("r-1") }
            #expect(kept == nil)
        },
        StoreConformance("of many writers at once only the failing one fails") { store in
            let failures = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<500 {
                    group.addTask {
                        do {
                            try await store.write { transaction in
                                _ = try transaction.insert(record("r-\(number)"))
                                if number % 50 == 7 { throw Refusal() }
                            }
                            return false
                        } catch {
                            return true
                        }
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(failures == 10)
            let (count, kept) = try await store.read { snapshot in
                (try snapshot.counts().records, try snapshot.records(["r-57", "r-58"]))
            }
            #expect(count == 490)
            #expect(kept.map(\.id) == ["r-58"])
        },
        StoreConformance("counts say what is stuck") { store in
            try await store.write { transaction in
                _ = try transaction.insert(record("r-1"))
                try transaction.save([
                    caseRow("i-1", nextAt: 1), caseRow("i-2", nextAt: nil, phase: .closed),
                ])
                _ = try transaction.enqueue([entry("d-1", dueAt: 7), entry("d-2", dueAt: 3)])
            }
            let counts = try await store.read { try $0.counts() }
            #expect(counts.records == 1)
            #expect(counts.cases == [.open: 1, .closed: 1])
            #expect(counts.deliveriesWaiting == 2)
            #expect(counts.oldestWaitingDueAt == at(3))
        },
    ]
}
