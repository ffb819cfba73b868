import Calendars
import Cases
import Rules
import Storage
import Testing

private let missed = Obligation.Verdict(outcome: .missed, report: nil)

extension StoreConformance {
    static let retention = [
        StoreConformance("a closed case with nothing open or waiting is finished") { store in
            try await store.write { transaction in
                for name in ["i-open", "i-owed", "i-waits", "i-young", "i-set", "i-1", "i-2"] {
                    let opened: Int64 = name == "i-young" ? 50 : name == "i-2" ? 1 : 0
                    let phase: CasePhase = name == "i-open" ? .open : .closed
                    let row = caseRow(
                        .init(name), nextAt: nil, phase: phase, openedAt: opened)
                    try transaction.save(row)
                }
                try transaction.save(caseRow("i-due", nextAt: 7, phase: .closed))
                try transaction.setAside("i-set", reason: "unreadable", at: at(1))
                try transaction.saveOwed([
                    OwedChange(incident: "i-owed", rows: [owedRow("i-owed", "city")]),
                    OwedChange(
                        incident: "i-1",
                        rows: [owedRow("i-1", "city", verdict: missed, decidedAt: 3)]),
                ])
                _ = try transaction.enqueue([
                    entry("d-1", incident: "i-waits"), entry("d-2", incident: "i-1"),
                ])
                let claimed = try transaction.claim(.all("w", at: 0, until: 9))
                let done = claimed.first { $0.id == "d-2" }
                _ = try transaction.settle([done].compactMap { $0?.settled(.delivered) })
            }
            func finished(_ limit: Int) async throws -> [Incident.ID] {
                try await store.read { try $0.finishedCases(before: at(40), limit: limit) }
            }
            #expect(try await finished(9) == ["i-1", "i-2"])
            #expect(try await finished(1) == ["i-1"])
        },
        StoreConformance("what belongs to a case is removed, and nothing else") { store in
            try await store.write { transaction in
                for incident in ["i-1", "i-2"] as [Incident.ID] {
                    try transaction.save(caseRow(incident, nextAt: nil, phase: .closed))
                    try transaction.saveOwed([
                        OwedChange(incident: incident, rows: [owedRow(incident, "city")])
                    ])
                    _ = try transaction.insert(record("r-\(incident)", incident: incident))
                    try transaction.append([JournalRow(incident: incident, at: at(1), body: [1])])
                    _ = try transaction.enqueue(entry("d-\(incident)", incident: incident))
                    try transaction.noteReached([
                        ReachedRow(incident: incident, recipient: "contact:a")
                    ])
                }
                try transaction.append([JournalRow(incident: nil, at: at(1), body: [2])])
                let claimed = try transaction.claim(.all("w", at: 0, until: 9))
                _ = try transaction.settle(claimed.map { $0.settled(.delivered, attempt(250)) })
                try transaction.removeOwed(of: ["i-1"])
                try transaction.removeRecords(of: ["i-1"])
                try transaction.removeJournal(of: ["i-1"])
                try transaction.removeDeliveries(of: ["i-1"])
                try transaction.removeCases(["i-1"])
            }
            for (incident, count) in [("i-1", 0), ("i-2", 1)] as [(Incident.ID, Int)] {
                let sizes = try await store.read { snapshot in
                    [
                        try snapshot.cases([incident]).count,
                        try snapshot.owed(of: [incident], onlyOpen: false).count,
                        try snapshot.records(of: incident).count,
                        try snapshot.journal(of: incident).count,
                        try snapshot.deliveries(of: incident).count,
                    ]
                }
                #expect(sizes == Array(repeating: count, count: 5))
                let wasTold = try await store.read {
                    try $0.wasDelivered(
                        incident: incident, recipient: "contact:a", excluding: nil)
                }
                #expect(wasTold == (count > 0))
            }
            #expect(try await store.read { try $0.journal(of: nil) }.count == 1)
            // The id is free again.
            let outcome = try await store.write { try $0.insert(record("r-i-1")) }
            #expect(outcome == .new)
        },
        StoreConformance("a kept record that was removed is no news when it comes again") { store in
            try await store.write { transaction in
                _ = try transaction.insert(record("r-1", arrival: .kept, body: [1, 2]))
                try transaction.removeRecords(of: ["i-1"])
            }
            #expect(try await store.read { try $0.records(of: "i-1") } == [])
            let row = try #require(try await store.read { try $0.record("r-1") })
            #expect(row.incident == "" && row.body.isEmpty)
            let again = try await store.write {
                [
                    try $0.insert(record("r-1", arrival: .kept)),
                    try $0.insert(record("r-1", digest: "d2", arrival: .kept)),
                ]
            }
            #expect(again == [.duplicate, .newVersion])
        },
        StoreConformance("old rows are removed a few at a time") { store in
            try await store.write { transaction in
                for number in 0..<5 {
                    let name = "r-\(number)"
                    _ = try transaction.insert(record(name, incident: "bulletin:a/b@c"))
                    try transaction.append([
                        JournalRow(incident: "i-1", at: at(Int64(number)), body: [UInt8(number)])
                    ])
                    _ = try transaction.enqueue(entry("d-\(number)", incident: nil))
                }
                _ = try transaction.insert(record("r-9", incident: "bulletins"))
                try transaction.saveOwed([
                    OwedChange(
                        incident: "bulletin:a/b@c",
                        rows: [
                            owedRow("bulletin:a/b@c", "old", verdict: missed, decidedAt: 3),
                            owedRow("bulletin:a/b@c", "new", verdict: missed, decidedAt: 30),
                            owedRow("bulletin:a/b@c", "open", dueAt: 1),
                        ])
                ])
                let claimed = try transaction.claim(.all("w", at: 0, until: 9))
                let settled = claimed.filter { $0.id != "d-4" }
                _ = try transaction.settle(settled.map { $0.settled(.delivered, attempt(250)) })
            }
            let removed = try await store.write { transaction in
                var removed: [[Int]] = []
                for _ in 0..<3 {
                    removed.append([
                        try transaction.removeJournal(before: at(3), limit: 2),
                        try transaction.removeSettled(decidedBefore: at(1), limit: 3),
                        try transaction.removeRecords(
                            ofNamesFrom: "bulletin:", arrivedBefore: at(1), limit: 4),
                        try transaction.removeOwed(
                            ofNamesFrom: "bulletin:", decidedBefore: at(20), limit: 1),
                    ])
                }
                return removed
            }
            #expect(removed == [[2, 3, 4, 1], [1, 1, 1, 0], [0, 0, 0, 0]])
            let left = try await store.read { snapshot in
                (
                    try snapshot.journal(of: "i-1").map(\.at), try snapshot.counts(),
                    try snapshot.owed(of: ["bulletin:a/b@c"], onlyOpen: false).map(\.name)
                )
            }
            #expect(left.0 == [at(3), at(4)])
            #expect(left.1.records == 1 && left.1.deliveries == 1 && left.1.journal == 2)
            #expect(Set(left.2) == ["new", "open"])
        },
        StoreConformance("a rulebook in force or of an open obligation is known") { store in
            try await store.write { transaction in
                for digest in ["abc", "abd", "abe"] {
                    try transaction.saveRulebook(digest, bytes: [1], at: at(5))
                }
                _ = try transaction.publishRules("abe", after: nil, by: "w", at: at(6))
                try transaction.saveOwed([
                    OwedChange(incident: "i-1", rows: [owedRow("i-1", "city")])
                ])
            }
            #expect(try await store.read { try $0.rulebooksOfOpen() } == ["abc"])
            let digests = try await store.read {
                [
                    try $0.rulebookDigests(savedBefore: at(5)),
                    try $0.rulebookDigests(savedBefore: at(6)),
                ]
            }
            #expect(digests == [[], ["abc", "abd", "abe"]])
            let removed = try await store.write { try $0.removeRulebooks(["abd", "abe", "x"]) }
            #expect(removed == 1)
            #expect(try await store.read { try $0.counts() }.rulebooks == 2)
            #expect(try await store.read { try $0.rulebookInForce() } == [1])
        },
    ]
}
