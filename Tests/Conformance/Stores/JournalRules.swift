import Calendars
import Cases
import Rules
import Storage
import Testing

extension StoreConformance {
    static let journal = [
        StoreConformance("the journal keeps its order, for an incident and for Duebell") { store in
            try await store.write { transaction in
                try transaction.append([
                    JournalRow(incident: "i-1", at: at(2), body: [1]),
                    JournalRow(incident: nil, at: at(1), body: [2]),
                    JournalRow(incident: "i-1", at: at(0), body: []),
                ])
            }
            let ours = try await store.read { try $0.journal(of: "i-1") }
            #expect(ours.map(\.body) == [[1], []])
            #expect(try await store.read { try $0.journal(of: nil) }.map(\.body) == [[2]])
        },
        StoreConformance("a line that is written again is kept once") { store in
            for _ in 0..<2 {
                try await store.write { transaction in
                    try transaction.append([
                        JournalRow(incident: "i-1", at: at(2), body: [1]),
                        JournalRow(incident: "i-1", at: at(3), body: [1]),
                        JournalRow(incident: "i-2", at: at(2), body: [1]),
                        JournalRow(incident: nil, at: at(1), body: [2]),
                    ])
                }
            }
            #expect(try await store.read { try $0.journal(of: "i-1") }.map(\.at) == [at(2), at(3)])
            #expect(try await store.read { try $0.journal(of: "i-2") }.count == 1)
            #expect(try await store.read { try $0.journal(of: nil) }.count == 1)
        },
    ]

    static let rulebooks = [
        StoreConformance("a rulebook is kept once, and found by its digest") { store in
            try await store.write { transaction in
                try transaction.saveRulebook("abc", bytes: [1, 2], at: at(0))
                try transaction.saveRulebook("abc", bytes: [3], at: at(1))
            }
            #expect(try await store.read { try $0.rulebook("abc") } == [1, 2])
            #expect(try await store.read { try $0.rulebook("abd") } == nil)
            #expect(try await store.read { try $0.rulebookInForce() } == nil)
        },
        StoreConformance("of two that put rules in force the quicker does") { store in
            let published = try await store.write { transaction in
                for digest in ["abc", "abd"] {
                    try transaction.saveRulebook(digest, bytes: Array(digest.utf8), at: at(0))
                }
                return [
                    try transaction.publishRules("abc", after: 3, by: "a", at: at(1)),
                    try transaction.publishRules("abc", after: nil, by: "a", at: at(1)),
                    try transaction.publishRules("abd", after: nil, by: "b", at: at(2)),
                    try transaction.publishRules("abd", after: 1, by: "b", at: at(3)),
                    try transaction.publishRules("abc", after: 1, by: "a", at: at(4)),
                ]
            }
            #expect(published == [false, true, false, true, false])
            let inForce = try await store.read { try $0.rulesInForce() }
            #expect(inForce == RulesInForce(digest: "abd", generation: 2, by: "b", at: at(3)))
            #expect(try await store.read { try $0.rulebookInForce() } == Array("abd".utf8))
        },
    ]

    static let markers = [
        StoreConformance("a marker holds until it is set anew") { store in
            try await store.write { transaction in
                try transaction.setMarker("alive", until: at(9))
                try transaction.setMarker("alive", until: at(5))
            }
            #expect(try await store.read { try $0.marker("alive") } == at(5))
            #expect(try await store.read { try $0.marker("other") } == nil)
        },
        StoreConformance("of two that claim a marker one succeeds, and the next when it ended") {
            store in
            let claimed = try await store.write { transaction in
                try [(0, 10), (1, 11), (9, 19), (10, 20), (11, 21)].map { now, until in
                    try transaction.claimMarker("told", until: at(until), at: at(now))
                }
            }
            #expect(claimed == [true, false, false, true, false])
            #expect(try await store.read { try $0.marker("told") } == at(20))
        },
        StoreConformance("markers that ended are let go, but for some") { store in
            try await store.write { transaction in
                for key in ["old", "alive", "audited"] {
                    try transaction.setMarker(key, until: at(1))
                }
                try transaction.setMarker("standing", until: at(9))
                try transaction.forgetMarkers(endedBefore: at(5), except: ["alive", "audited"])
            }
            let left = try await store.read { snapshot in
                try ["old", "alive", "audited", "standing"].filter {
                    try snapshot.marker($0) != nil
                }
            }
            #expect(left == ["alive", "audited", "standing"])
        },
    ]
}
