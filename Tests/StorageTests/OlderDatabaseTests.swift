import Calendars
import Cases
import Deliveries
import Engine
import Foundation
import GRDB
import Messages
import Queries
import Rules
import Storage
import Testing

@testable import SQLiteStore

/// A database written by the version in which reasons were English sentences.
///
/// The database was made by running that version: mutes, rates, broken channels, drills, requests
/// and refusals of mail servers, with texts of people that contain every part of the sentences.
@Suite struct OlderDatabaseTests {
    private let home: Folder
    private var path: String { home.file("duebell.sqlite") }

    init() throws {
        home = try Folder()
        let fixture = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Fixtures/before-reasons/duebell.sqlite")
        try FileManager.default.copyItem(
            at: fixture, to: URL(filePath: home.file("duebell.sqlite")))
    }

    /// Returns the sentences of the older version: remarks by delivery, and the notes of each
    /// attempt in order.
    private func sentences() throws -> (remarks: [String: String], notes: [String: [String]]) {
        let old = try DatabaseQueue(path: path)
        return try old.read { database in
            var (remarks, notes) = ([String: String](), [String: [String]]())
            for row in try Row.fetchAll(database, sql: "SELECT id, remark FROM outbox") {
                remarks[row[0]] = row[1]
            }
            let lines = """
                SELECT outbox.id, attempts.remarks FROM attempts
                JOIN outbox ON outbox.number = attempts.delivery ORDER BY attempts.number
                """
            for row in try Row.fetchAll(database, sql: lines) {
                notes[row[0], default: []].append(row[1])
            }
            return (remarks, notes)
        }
    }

    private func histories(_ store: SQLiteStore) async throws -> [DeliveryHistory] {
        try await store.read { try $0.deliveries(matching: DeliveryFilter(), limit: 9_999) }
    }

    /// Returns the remark of a delivery in the words of the older version.
    private static func remark(on entry: OutboxEntry, _ phrases: LegacyPhrases) -> String? {
        var reasons: [String] = []
        if let carrier = entry.mergedInto {
            reasons.append("merged into \(carrier.text)")
        } else if let end = entry.end {
            reasons.append(phrases.end(end, on: entry.channel))
        }
        if entry.state == .waiting || entry.state == .merged {
            reasons += entry.holds.map(phrases.hold)
            reasons += [entry.request.map(phrases.request)].compactMap(\.self)
        }
        return reasons.isEmpty ? nil : phrases.list(reasons)
    }

    @Test func `every sentence is read as values that give it again, word for word`() async throws {
        let old = try sentences()
        let store = try SQLiteStore(path: path, for: .watching)
        let phrases = LegacyPhrases()
        let histories = try await histories(store)
        #expect(histories.count == 135)
        #expect(old.remarks.count == 50)
        var kinds: Set<String> = []
        for history in histories {
            let entry = history.entry
            let said = Self.remark(on: entry, phrases)
            #expect(said == old.remarks[entry.id.text], "\(entry.id) \(entry.recipient)")
            if case .legacy? = entry.end { Issue.record("\(entry.id) is kept as words") }
            let notes = history.attempts.map { phrases.lines($0.notes).joined(separator: "\n") }
            #expect(notes == old.notes[entry.id.text] ?? [])
            for note in history.attempts.flatMap(\.notes) {
                if case .legacy(let line) = note { Issue.record("kept as words: \(line)") }
            }
            kinds.formUnion(entry.holds.map(\.kind.rawValue))
            if entry.end != nil { kinds.insert("end") }
            if entry.mergedInto != nil { kinds.insert("merged") }
            if entry.request != nil { kinds.insert("request") }
        }
        #expect(
            kinds == ["muted", "rate", "circuit", "end-pending", "end", "merged", "request"])
    }

    @Test func `the words of people are read as theirs, whatever they hold`() async throws {
        let store = try SQLiteStore(path: path, for: .watching)
        let histories = try await histories(store)
        func holds(_ recipient: String) -> Set<[HoldReason]> {
            Set(
                histories.map(\.entry).filter {
                    $0.recipient == "contact:" + recipient && $0.state == .waiting
                }.map(\.holds))
        }
        let later = "works on the line; asked for again by nobody"
        #expect(holds("m2") == [[.muted(by: "mayor", why: "works asked for again by the mayor")]])
        #expect(holds("m3") == [[.muted(by: "semicolon", why: "works; merged into msg_x")]])
        #expect(
            holds("m5") == [
                [
                    .muted(
                        by: "borrowed",
                        why: "the rate of the channel slow; muted by line: "
                            + "the channel dead does not work")
                ]
            ])
        #expect(holds("m6") == [[.muted(by: "bare", why: nil)]])
        #expect(holds("m7") == [[.muted(by: "chinese", why: "线路检修；要求重发：市长，20 日")]])
        #expect(holds("d3") == [[.muted(by: "later", why: later), .circuit("dead")]])
        let asked = histories.map(\.entry).first { $0.recipient == "contact:s2" }
        #expect(asked?.holds == [.muted(by: "later", why: later)])
        #expect(asked?.request?.by == "the mayor; of the town at noon")
        let lines = histories.flatMap(\.attempts).flatMap(\.notes)
        #expect(lines.contains(.waited(.muted(by: "later-lines", why: "works\non the line"))))
    }

    @Test func `what was moved from one table to another is found there`() async throws {
        let store = try SQLiteStore(path: path, for: .watching)
        let histories = try await histories(store)
        for entry in histories.map(\.entry) where entry.id != unreadable(histories) {
            let delivery = try entry.delivery()
            #expect(entry.isOperational == delivery.isOperational)
            #expect(delivery.envelope.recipient == entry.recipient)
            #expect(delivery.incidents.isEmpty == (delivery.isOperational))
        }
        #expect(try await store.read { try $0.rulesInForce()?.generation } == 1)
        #expect(try await store.read { try $0.rulebookInForce() } != nil)
        #expect(try await store.read { try $0.marker("alive") } != nil)
        let database = try DatabaseQueue(path: path)
        let columns = try await database.read { database in
            try Row.fetchAll(database, sql: "PRAGMA table_info(outbox)").map { $0[1] as String }
                + Row.fetchAll(database, sql: "PRAGMA table_info(attempts)").map { $0[1] as String }
        }
        #expect(columns.contains("holds") && columns.contains("notes"))
        #expect(!columns.contains("remark") && !columns.contains("remarks"))
    }

    @Test func `a database of the version before the parts of large cases is carried over`()
        async throws
    {
        let pool = try DatabasePool(path: path)
        try Migrations.migrator.migrate(pool, upTo: "0012 what was stated")
        let before = try await pool.read { database in
            #expect(try !database.tableExists("case_parts"))
            return try Row.fetchAll(
                database, sql: "SELECT incident, body FROM cases ORDER BY number"
            ).map { (name: Incident.ID($0[0] as String), body: Array($0[1] as Data)) }
        }
        try pool.close()
        #expect(throws: StoreError.olderSchema(file: path)) {
            try SQLiteStore(path: path, for: .reading)
        }
        let store = try SQLiteStore(path: path, for: .watching)
        let names = before.map(\.name)
        let rows = try await store.read { try $0.cases(names) }
        #expect(rows.map(\.body) == before.map(\.body))
        #expect(!rows.isEmpty && !rows.contains(where: \.hasParts))
        let parts = [CasePart(number: 3, body: [1]), CasePart(number: 4, body: [2])]
        let large = names[1]
        try await store.write { transaction in
            try transaction.saveParts([CasePartsChange(incident: large, saved: parts)])
        }
        let stored = try await store.read { snapshot in
            try names.map { try snapshot.parts(of: $0, .all) }
        }
        #expect(stored.enumerated().allSatisfy { $1 == ($0 == 1 ? parts : []) })
    }

    /// Returns the id of the delivery that was damaged on the disk and is unreadable.
    private func unreadable(_ histories: [DeliveryHistory]) -> Delivery.ID? {
        histories.map(\.entry).first { $0.incident == "unread-1" }?.id
    }
}
