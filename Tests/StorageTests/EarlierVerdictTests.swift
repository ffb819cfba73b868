import Calendars
import Cases
import Foundation
import GRDB
import JSON
import Rules
import Testing

/// A database written by the version in which one report counted for every stage.
///
/// The database was made by running that version: a report that met two stages, a bulletin whose
/// reports each counted for the minute before, a closed incident that is overdue, and reports with
/// a time that lay ahead.
@Suite struct EarlierVerdictTests {
    private static let fixture = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Fixtures/before-matching")
    private let cases: [Case]
    private let rules: PinnedRulebooks

    init() throws {
        let home = try Folder()
        let path = home.file("duebell.sqlite")
        try FileManager.default.copyItem(
            at: Self.fixture.appending(path: "duebell.sqlite"), to: URL(filePath: path))
        let old = try DatabaseQueue(path: path)
        cases = try old.read { database in
            try Row.fetchAll(database, sql: "SELECT body FROM cases").map { row in
                try Case(encoded: [UInt8](row["body"] as Data))
            }
        }
        let bytes = try Data(contentsOf: Self.fixture.appending(path: "rules/office.json"))
        let document = RuleDocument(path: "office.json", bytes: Array(bytes))
        let outcome = RulebookReader.read(documents: [document]) { name in
            FileManager.default.contents(atPath: "/usr/share/zoneinfo/\(name)").flatMap {
                Zone(name: name, tzif: Array($0))
            }
        }
        rules = PinnedRulebooks(current: try #require(outcome.rulebook, "\(outcome.diagnostics)"))
    }

    private func stored(_ id: Incident.ID) throws -> Case {
        try #require(cases.first { $0.id == id })
    }

    private func verdicts(of current: Case) -> [String: String] {
        Dictionary(
            uniqueKeysWithValues: current.obligations.compactMap { obligation in
                obligation.verdict.map {
                    (obligation.id.text, "\($0.name) \($0.report?.text ?? "")")
                }
            })
    }

    /// Returns the effects of a remark about a case, and of the second after it.
    private func touch(_ current: inout Case) throws -> [Effect] {
        let now = current.advancedAt + .seconds(1)
        let body: JSON = [
            "type": "acknowledgement", "incident": .string(current.id.text), "by": "A",
            "at": .string(now.rfc3339),
        ]
        let record = try Record.read(body, arrivedAt: now, origin: "test")
        return current.receive([record], at: now, by: rules) + current.advance(to: now, by: rules)
    }

    @Test func `what was decided stands, what was closed is silent, and nobody hears anything`()
        throws
    {
        #expect(cases.count == 4)
        for stored in cases {
            var current = stored
            let before = verdicts(of: stored)
            let effects = try touch(&current)
            #expect(effects.isEmpty, "\(stored.id): \(effects)")
            #expect(verdicts(of: current) == before)
            var again = try Case(encoded: current.encoded())
            #expect(again == current)
            #expect(try touch(&again).isEmpty)
        }
        #expect(
            verdicts(of: try stored("n-1")) == [
                "nis/warning@city": "on-time r1", "nis/notification@city": "on-time r1",
            ])
        let closed = try stored("f-1")
        #expect(closed.obligations.count { $0.verdict == nil && $0.waivedBy == nil } == 3)
        let shifted = verdicts(of: try stored("bulletin:brief/minute@anju"))
        #expect(shifted.values.count { $0.hasPrefix("late") } > 2)
    }

    @Test func `a replan applies the new matching, and shows what it changes`() throws {
        var double = try stored("n-1")
        #expect(double.restsOnOldRules(rules))
        _ = double.replan(by: "A", at: double.advancedAt, by: rules)
        #expect(verdicts(of: double) == ["nis/warning@city": "on-time r1"])
        #expect(!double.restsOnOldRules(rules))
        var shifted = try stored("bulletin:brief/minute@anju")
        _ = shifted.replan(by: "A", at: shifted.advancedAt, by: rules)
        #expect(verdicts(of: shifted).values.count { $0.hasPrefix("late") } == 0)
        var closed = try stored("f-1")
        let now = closed.advancedAt
        let effects =
            closed.replan(by: "A", at: now, by: rules) + closed.advance(to: now, by: rules)
        #expect(verdicts(of: closed).values.count { $0 == "missed " } == 3)
        #expect(!effects.isEmpty)
    }

    @Test func `a retraction of a report counts, whatever was decided before`() throws {
        var double = try stored("n-1")
        let now = double.advancedAt + .seconds(1)
        let body: JSON = [
            "type": "retraction", "incident": "n-1", "report": "r1", "by": "A",
            "at": .string(now.rfc3339),
        ]
        let record = try Record.read(body, arrivedAt: now, origin: "test")
        _ = double.receive([record], at: now, by: rules)
        #expect(verdicts(of: double).isEmpty)
    }
}
