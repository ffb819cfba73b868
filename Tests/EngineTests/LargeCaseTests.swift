import Calendars
import Cases
import Conformance
import Engine
import Foundation
import JSON
import Logging
import Rules
import SQLiteStore
import Storage
import TestSupport
import Testing

/// One incident with many reports and many occurrences, through the store.
@Suite struct LargeCaseTests {
    @Test func `a large case in memory is the case that judging it whole each time gives`()
        async throws
    {
        try await play(in: MemoryStore(), isReopened: false)
    }

    @Test func `a large case on the disk is the same, also after restarts`() async throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "large-case-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "duebell.sqlite").path
        try await play(in: try SQLiteStore(path: path, for: .watching), isReopened: true)
    }

    private func play(
        in store: any Store, isReopened: Bool
    ) async throws {
        let rules = try rules()
        let clock = HandClock(Instant(seconds: 1_778_544_000))
        var plain = Case(id: "i-1", at: clock.now)
        var runtime = runtime(store, rules, clock)
        for minute in 0..<150 {
            // Reports come in bursts; each occurrence of the repeat is due at a full minute.
            for number in 0..<(minute.isMultiple(of: 10) ? 12 : 1) {
                let record = try record(minute, number, at: clock.now)
                _ = plain.receive([record], at: clock.now, by: rules)
                _ = plain.advance(to: clock.now, by: rules)
                _ = try await runtime.commit { try $0.take([record], arrival: .once) }
                clock.pass(.milliseconds(700))
            }
            clock.pass(.seconds(60))
            _ = try await SchedulerService(runtime: runtime).advanceDue()
            if let wake = plain.wakeAt, wake <= clock.now {
                _ = plain.advance(to: clock.now, by: rules)
            }
            // A new runtime keeps nothing in memory.
            if isReopened, minute.isMultiple(of: 37) {
                runtime = self.runtime(store, rules, clock)
            }
        }
        let (known, owed, row) = try await store.read { snapshot in
            let row = try #require(try snapshot.caseRow("i-1"))
            return (
                try snapshot.incident(of: row),
                try snapshot.owed(of: ["i-1"], onlyOpen: false), row
            )
        }
        #expect(row.hasParts)
        #expect(row.phase == plain.phase)
        #expect(plain.reports.count > 250 && plain.obligations.count > 140)
        #expect(known == plain)
        #expect(owed.map(\.obligation) == plain.obligations.map(\.id))
        #expect(owed.map(\.verdict) == plain.obligations.map(\.verdict))
    }

    private func runtime(
        _ store: any Store, _ rules: PinnedRulebooks, _ clock: HandClock
    ) -> Runtime {
        Runtime(
            timekeeper: Timekeeper { clock.now }, store: store, currentRules: CurrentRules(rules),
            zones: Machine.zones, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            run: "watcher")
    }

    private func rules() throws -> PinnedRulebooks {
        let minutely = ObligationRule(
            name: "minutely", to: [["city-government"]],
            due: .within(.exactly(.seconds(60)), of: .occurred), policy: "press",
            repeats: .exactly(.seconds(60)))
        return try Founding.rulebook(obligations: [Founding.city, minutely])
    }

    private func record(_ minute: Int, _ number: Int, at now: Instant) throws -> Record {
        var body: JSONObject = [
            "type": "report", "id": .string("r-\(minute)-\(number)"), "incident": "i-1",
            "from": "anju", "submittedAt": .string(now.rfc3339),
            "to": .string(minute % 3 == 0 ? "city-government" : "city-committee"),
        ]
        if minute == 0, number == 0 {
            body = [
                "type": "incident", "incident": "i-1", "unit": "anju", "title": "Gas explosion",
                "severity": "major", "occurredAt": .string(now.rfc3339),
            ]
        }
        return try Record.read(.object(body), arrivedAt: now, origin: "test")
    }
}
