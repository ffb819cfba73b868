import Calendars
import Cases
import Rules
import Storage
import Testing

/// The kinds of store there are; each must pass every test of the suite.
enum StoreKind: String, CaseIterable, CustomTestStringConvertible {
    case sqlite

    var testDescription: String { rawValue }

    /// An empty store, alive as long as what it is returned with.
    func make() throws -> (store: any Store, home: Folder) {
        let home = try Folder()
        switch self {
        case .sqlite:
            return (try SQLiteStore(path: home.file("duebell.db"), for: .watching), home)
        }
    }
}

private struct Refusal: Error {}

@Suite(.serialized) struct StoreConformance {
    @Test(arguments: StoreKind.allCases)
    func `a record is kept once whatever arrives again`(kind: StoreKind) async throws {
        let (store, home) = try kind.make()
        let outcomes = try await store.write { transaction in
            [
                try transaction.insert(record("r-1")),
                try transaction.insert(record("r-1")),
                try transaction.insert(record("r-1", digest: "d2")),
            ]
        }
        #expect(outcomes == [.new, .duplicate, .conflict(existingDigest: "d1")])
        #expect(try await store.read { try $0.records(of: "i-1") } == [record("r-1")])
        _ = home
    }

    @Test(arguments: StoreKind.allCases)
    func `an edited kept file makes versions, and going back makes one more`(
        kind: StoreKind
    ) async throws {
        let (store, home) = try kind.make()
        let outcomes = try await store.write { transaction in
            try ["d1", "d2", "d2", "d1"].map { digest in
                try transaction.insert(record("keep:a", digest: digest, arrival: .kept))
            }
        }
        #expect(outcomes == [.new, .newVersion, .duplicate, .newVersion])
        let rows = try await store.read { try $0.records(of: "i-1") }
        #expect(rows.map(\.version) == [1, 2, 3])
        #expect(rows.map(\.isSuperseded) == [true, true, false])
        #expect(try await store.read { try $0.record("keep:a") }?.version == 3)
        _ = home
    }

    @Test(arguments: StoreKind.allCases)
    func `a case comes back as it was saved, bytes and all`(kind: StoreKind) async throws {
        let (store, home) = try kind.make()
        let row = caseRow("i-1", nextAt: nil, body: Array(0...255))
        try await store.write { try $0.save(row) }
        #expect(try await store.read { try $0.caseRow("i-1") } == row)
        #expect(try await store.read { try $0.caseRow("i-2") } == nil)
        #expect(try await store.read { try $0.earliestDue() } == nil)
        _ = home
    }

    @Test(arguments: StoreKind.allCases)
    func `due cases come in order of their instants and no others`(
        kind: StoreKind
    ) async throws {
        let (store, home) = try kind.make()
        try await store.write { transaction in
            try transaction.save(caseRow("late", nextAt: 50))
            try transaction.save(caseRow("never", nextAt: nil))
            try transaction.save(caseRow("soon", nextAt: 10))
            try transaction.save(caseRow("now", nextAt: 20))
        }
        let due = try await store.read { try $0.dueCases(before: at(20), limit: 9) }
        #expect(due.map(\.incident) == ["soon", "now"])
        #expect(try await store.read { try $0.dueCases(before: at(99), limit: 1) }.count == 1)
        #expect(try await store.read { try $0.earliestDue() } == at(10))
        _ = home
    }

    @Test(arguments: StoreKind.allCases)
    func `a case set aside is passed over until it is saved again`(
        kind: StoreKind
    ) async throws {
        let (store, home) = try kind.make()
        try await store.write { transaction in
            try transaction.save(caseRow("bad", nextAt: 10))
            try transaction.setAside("bad", reason: "cannot be read", at: at(5))
            try transaction.setAside("never-saved", reason: "no rule", at: at(5))
        }
        #expect(try await store.read { try $0.dueCases(before: at(99), limit: 9) }.isEmpty)
        #expect(try await store.read { try $0.earliestDue() } == nil)
        let aside = try await store.read { snapshot in
            try snapshot.cases(matching: CaseFilter(isSetAside: true), limit: 9, after: nil)
        }
        #expect(Set(aside.compactMap(\.setAside?.reason)) == ["cannot be read", "no rule"])
        #expect(try await store.read { try $0.counts() }.casesSetAside == 2)

        try await store.write { try $0.save(caseRow("bad", nextAt: 10)) }
        #expect(try await store.read { try $0.caseRow("bad") }?.setAside == nil)
        #expect(try await store.read { try $0.earliestDue() } == at(10))
        _ = home
    }

    @Test(arguments: StoreKind.allCases)
    func `pages of cases neither repeat nor skip one`(kind: StoreKind) async throws {
        let (store, home) = try kind.make()
        try await store.write { transaction in
            for number in 0..<10 {
                try transaction.save(
                    caseRow(
                        .init("i-\(number)"), nextAt: nil,
                        phase: number == 4 ? "closed" : "open", openedAt: Int64(number / 3)))
            }
        }
        var seen: [String] = []
        var place: CasePlace?
        repeat {
            let page = try await store.read { [place] snapshot in
                try snapshot.cases(matching: CaseFilter(phase: "open"), limit: 2, after: place)
            }
            seen += page.map(\.incident.text)
            place = page.last.map { CasePlace(of: $0) }
        } while place != nil
        #expect(seen == ["i-9", "i-8", "i-7", "i-6", "i-5", "i-3", "i-2", "i-1", "i-0"])
        _ = home
    }

    @Test(arguments: StoreKind.allCases)
    func `the journal keeps its order, for an incident and for Duebell`(
        kind: StoreKind
    ) async throws {
        let (store, home) = try kind.make()
        try await store.write { transaction in
            try transaction.append(JournalRow(incident: "i-1", at: at(2), body: [1]))
            try transaction.append(JournalRow(incident: nil, at: at(1), body: [2]))
            try transaction.append(JournalRow(incident: "i-1", at: at(0), body: []))
        }
        let ours = try await store.read { try $0.journal(of: "i-1") }
        #expect(ours.map(\.body) == [[1], []])
        #expect(try await store.read { try $0.journal(of: nil) }.map(\.body) == [[2]])
        _ = home
    }

    @Test(arguments: StoreKind.allCases)
    func `rulebooks and notes are found again`(kind: StoreKind) async throws {
        let (store, home) = try kind.make()
        try await store.write { transaction in
            try transaction.saveRulebook("abc", bytes: [1, 2], at: at(0))
            try transaction.saveRulebook("abc", bytes: [3], at: at(1))
            try transaction.note("disk-full", until: at(5))
            try transaction.note("disk-full", until: at(9))
        }
        #expect(try await store.read { try $0.rulebook("abc") } == [1, 2])
        #expect(try await store.read { try $0.rulebook("abd") } == nil)
        #expect(try await store.read { try $0.latestRulebook() } == [1, 2])
        #expect(try await store.read { try $0.noted("disk-full") } == at(9))
        #expect(try await store.read { try $0.noted("other") } == nil)
        _ = home
    }

    @Test(arguments: StoreKind.allCases)
    func `a body that throws leaves nothing behind`(kind: StoreKind) async throws {
        let (store, home) = try kind.make()
        await #expect(throws: StoreError.abandoned(detail: "Refusal()")) {
            try await store.write { transaction in
                _ = try transaction.insert(record("r-1"))
                throw Refusal()
            }
        }
        #expect(try await store.read { try $0.record("r-1") } == nil)
        _ = home
    }

    @Test(arguments: StoreKind.allCases)
    func `of many writers at once only the failing one fails`(kind: StoreKind) async throws {
        let (store, home) = try kind.make()
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
        #expect(try await store.read { try $0.counts() }.records == 490)
        #expect(try await store.read { try $0.record("r-57") } == nil)
        #expect(try await store.read { try $0.record("r-58") } != nil)
        _ = home
    }

    @Test(arguments: StoreKind.allCases)
    func `a round over cases that wait for nothing comes to every one of them, once`(
        kind: StoreKind
    ) async throws {
        let (store, home) = try kind.make()
        try await store.write { transaction in
            // Several of one instant, so that a page ends among them.
            for number in 0..<25 {
                let id = Incident.ID("i-\(number)")
                try transaction.save(caseRow(id, nextAt: nil, openedAt: Int64(number / 10)))
            }
            try transaction.save(caseRow("due", nextAt: 9))
            try transaction.save(caseRow("closed", nextAt: nil, phase: "closed"))
        }
        let seen = try await store.read { snapshot in
            var (seen, place) = ([Incident.ID](), QuietPlace?.none)
            while true {
                let page = try snapshot.casesWithoutNext(limit: 4, after: place)
                seen += page.map(\.row.incident)
                guard let last = page.last else { return seen }
                place = last.place
            }
        }
        #expect(seen == (0..<25).map { Incident.ID("i-\($0)") })
        _ = home
    }

    @Test(arguments: StoreKind.allCases)
    func `notes that ended are let go, but for some`(kind: StoreKind) async throws {
        let (store, home) = try kind.make()
        try await store.write { transaction in
            try transaction.note("old", until: at(1))
            try transaction.note("alive", until: at(1))
            try transaction.note("audited", until: at(1))
            try transaction.note("standing", until: at(9))
            try transaction.forgetNotes(endedBefore: at(5), except: ["alive", "audited"])
        }
        let left = try await store.read { snapshot in
            try ["old", "alive", "audited", "standing"].filter { try snapshot.noted($0) != nil }
        }
        #expect(left == ["alive", "audited", "standing"])
        _ = home
    }
}
