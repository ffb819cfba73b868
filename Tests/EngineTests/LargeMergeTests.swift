import Calendars
import Cases
import Conformance
import Deliveries
import Engine
import Foundation
import JSON
import Logging
import Messages
import Rules
import SQLiteStore
import Storage
import TestSupport
import Testing
import Transports

/// Two large incidents that are merged, parted, closed and removed.
///
/// The watcher in memory keeps its cases from record to record; the one on the disk is started
/// anew between the steps, and reads the parts of each case again.
@Suite struct LargeMergeTests {
    @Test func `large incidents are merged and parted across restarts, and nothing is lost`()
        async throws
    {
        let path = FileManager.default.temporaryDirectory
            .appending(path: "large-merge-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: path) }
        let disk = try SQLiteStore(
            path: path.appending(path: "duebell.sqlite").path, for: .watching)
        var kept = try LargeMerge(in: MemoryStore(), isReopened: false)
        var reopened = try LargeMerge(in: disk, isReopened: true)

        let alone = try await kept.openTwo()
        #expect(try await reopened.openTwo() == alone)
        for id in LargeMerge.ids {
            let one = try #require(alone[id])
            #expect(one.row.hasParts && one.known.obligations.count > 64, "\(id)")
            #expect(one.known.reports.count > 64 && one.known.acknowledgements.count > 64)
        }

        let merged = try await kept.merge()
        #expect(try await reopened.merge() == merged)
        let whole = try #require(merged["i-1"])
        #expect(whole.known.incidents == ["i-1", "i-2"] && whole.row.hasParts)
        #expect(whole.names(\.reports) == kept.given(.report, to: "i-1", "i-2"))
        #expect(
            whole.names(\.acknowledgements) == kept.given(.acknowledgement, to: "i-1", "i-2"))
        #expect(whole.names(\.instructions) == kept.given(.instruction, to: "i-1", "i-2"))
        #expect(merged["i-2"]?.row.phase == .merged)
        #expect(merged["i-2"]?.row.hasParts == false || merged["i-2"]?.known.reports.count == 0)

        let apart = try await kept.part()
        #expect(try await reopened.part() == apart)
        for id in LargeMerge.ids {
            let one = try #require(apart[id])
            #expect(one.known.incidents == [id])
            #expect(one.names(\.reports) == kept.given(.report, to: id))
            #expect(one.names(\.acknowledgements) == kept.given(.acknowledgement, to: id))
            #expect(one.names(\.instructions) == kept.given(.instruction, to: id))
            #expect(one.names(\.reliefs) == kept.given(.waiver, to: id))
            #expect(one.owed.contains { $0.verdict?.name == "on-time" })
            #expect(one.owed.contains { $0.waivedBy == "li-na" })
        }

        let closed = try await kept.close()
        #expect(try await reopened.close() == closed)
        #expect(closed.values.map(\.row.phase) == [.closed, .closed])
        try await kept.prune()
        try await reopened.prune()
        for store in [kept.store, disk] {
            let counts = try await store.read { try $0.counts() }
            #expect(counts.cases == [:] && counts.records == 0)
        }
        let left = try await disk.read { try $0.cases(LargeMerge.ids) }
        #expect(left.isEmpty)
    }
}

/// One watcher through which the two incidents pass.
private struct LargeMerge {
    static let ids: [Incident.ID] = ["i-1", "i-2"]

    /// The content of a case, and all that is listed of it.
    struct Seen: Equatable {
        let row: CaseRow
        let known: Case
        let owed: [OwedRow]
        let statements: [ListedStatement]

        func names<S: Statement>(_ kind: KeyPath<Case, Statements<S>>) -> Set<String> {
            Set(known[keyPath: kind].map(\.record.text))
        }
    }

    enum Kind: String {
        case report, acknowledgement, instruction, waiver
    }

    let store: any Store
    private let isReopened: Bool
    private let rules: PinnedRulebooks
    private let clock = HandClock(Instant(seconds: 1_778_544_000))
    private var runtime: Runtime
    private var handed: [Kind: [Incident.ID: Set<String>]] = [:]
    private var number = 0

    init(in store: any Store, isReopened: Bool) throws {
        self.store = store
        self.isReopened = isReopened
        let minutely = ObligationRule(
            name: "minutely", to: [["city-government"]],
            due: .within(.exactly(.seconds(60)), of: .occurred), policy: "press",
            repeats: .exactly(.seconds(60)))
        rules = try Founding.rulebook(obligations: [Founding.city, minutely])
        runtime = Self.runtime(store, rules, clock)
    }

    private static func runtime(
        _ store: any Store, _ rules: PinnedRulebooks, _ clock: HandClock
    ) -> Runtime {
        Runtime(
            timekeeper: Timekeeper { clock.now }, store: store, currentRules: CurrentRules(rules),
            zones: Machine.zones, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            run: "watcher")
    }

    /// Returns the records of a kind that were handed in for some incidents.
    func given(_ kind: Kind, to ids: Incident.ID...) -> Set<String> {
        ids.reduce(into: []) { $0.formUnion(handed[kind]?[$1] ?? []) }
    }

    mutating func openTwo() async throws -> [Incident.ID: Seen] {
        for id in Self.ids {
            try await hand(
                "incident", of: id,
                [
                    "unit": "anju", "title": "Gas explosion", "severity": "major",
                    "occurredAt": .string(clock.now.rfc3339),
                ])
            try await hand(
                .instruction, of: id,
                ["by": "mayor", "at": .string(clock.now.rfc3339), "text": "Report hourly"])
        }
        try await pass(minutes: 70)
        return try await seen()
    }

    mutating func merge() async throws -> [Incident.ID: Seen] {
        reopen()
        try await hand(
            "merge", of: "i-2", id: "m-1",
            [
                "into": "i-1", "by": "li-na", "why": "same explosion",
                "at": .string(clock.now.rfc3339),
            ])
        reopen()
        try await pass(minutes: 12)
        return try await seen()
    }

    mutating func part() async throws -> [Incident.ID: Seen] {
        reopen()
        try await hand(
            "retraction", of: "i-1",
            [
                "report": "m-1", "by": "wang-fang", "why": "two explosions",
                "at": .string(clock.now.rfc3339),
            ])
        reopen()
        try await pass(minutes: 9)
        for id in Self.ids {
            try await hand(
                .waiver, of: id,
                [
                    "obligation": "city", "by": "li-na", "why": "told by telephone",
                    "at": .string(clock.now.rfc3339),
                ])
        }
        try await pass(minutes: 3)
        return try await seen()
    }

    mutating func close() async throws -> [Incident.ID: Seen] {
        for id in Self.ids {
            reopen()
            try await hand(
                "closure", of: id,
                ["by": "li-na", "why": "all is out", "at": .string(clock.now.rfc3339)])
            // Nothing remains to be reported after the closing.
            try await hand(
                .waiver, of: id,
                [
                    "obligation": "minutely", "by": "li-na", "why": "all is out",
                    "at": .string(clock.now.rfc3339),
                ])
        }
        try await pass(minutes: 2, isReporting: false)
        return try await seen()
    }

    /// Sends what waits, and removes the finished cases.
    func prune() async throws {
        let transports = TransportRegistry()
        _ = await transports.open(rules.current) { _ throws(TransportError) in Accepting() }
        let dispatch = DispatchService(
            runtime: runtime, transports: transports, owner: "watcher",
            chance: SeededRandom(seed: 1))
        for _ in 0..<100 {
            guard let next = try await store.read({ try $0.earliestDelivery() }) else { break }
            clock.now = max(clock.now, next)
            await dispatch.drain()
        }
        clock.pass(.seconds(401 * 86_400))
        let service = RetentionService(runtime: runtime) { _, _ in 0 }
        for _ in 1...100 {
            let next = await service.step(at: clock.now)
            if next.at - clock.now > .seconds(60) { break }
        }
    }

    /// Lets time pass, with a report about each incident in each minute and what people
    /// acknowledged in all of them at the end.
    private mutating func pass(minutes: Int, isReporting: Bool = true) async throws {
        var acknowledged: [Record] = []
        for minute in 0..<minutes {
            if isReporting {
                var reports: [Record] = []
                for id in Self.ids {
                    let to: JSON = minute % 3 == 0 ? "city-government" : "city-committee"
                    let time = JSON.string(clock.now.rfc3339)
                    reports.append(
                        try note(
                            .report, of: id, ["from": "anju", "to": to, "submittedAt": time]))
                    acknowledged.append(
                        try note(.acknowledgement, of: id, ["by": "committee-head", "at": time]))
                }
                try await take(reports)
            }
            if minute.isMultiple(of: 17) { reopen() }
            clock.pass(.seconds(60))
            _ = try await SchedulerService(runtime: runtime).advanceDue()
        }
        try await take(acknowledged)
    }

    private mutating func hand(
        _ kind: Kind, of incident: Incident.ID, _ members: JSONObject
    ) async throws {
        try await take([try note(kind, of: incident, members)])
    }

    private func hand(
        _ type: String, of incident: Incident.ID, id: String? = nil, _ members: JSONObject
    ) async throws {
        try await take([try record(type, of: incident, id ?? "\(type)-of-\(incident)", members)])
    }

    private func take(_ records: [Record]) async throws {
        _ = try await runtime.commit { try $0.take(records, arrival: .once) }
        clock.pass(.milliseconds(700))
    }

    /// Returns a record of which the case must have every one.
    private mutating func note(
        _ kind: Kind, of incident: Incident.ID, _ members: JSONObject
    ) throws -> Record {
        number += 1
        let id = "\(kind.rawValue)-\(number)"
        handed[kind, default: [:]][incident, default: []].insert(id)
        return try record(kind.rawValue, of: incident, id, members)
    }

    private func record(
        _ type: String, of incident: Incident.ID, _ id: String, _ members: JSONObject
    ) throws -> Record {
        var body = members
        body["type"] = .string(type)
        body["id"] = .string(id)
        body["incident"] = .string(incident.text)
        return try Record.read(.object(body), arrivedAt: clock.now, origin: "test")
    }

    /// Starts a watcher that has nothing in memory.
    private mutating func reopen() {
        if isReopened { runtime = Self.runtime(store, rules, clock) }
    }

    private func seen() async throws -> [Incident.ID: Seen] {
        try await store.read { snapshot in
            var found: [Incident.ID: Seen] = [:]
            for id in Self.ids {
                let row = try #require(try snapshot.caseRow(id))
                found[id] = Seen(
                    row: row, known: try snapshot.incident(of: row),
                    owed: try snapshot.owed(of: [id], onlyOpen: false),
                    statements: try snapshot.statements(of: [id])[id] ?? [])
            }
            return found
        }
    }
}

/// A receiver that accepts everything.
private struct Accepting: Transport {
    func send(_ message: Message) async -> [Receipt] {
        message.addressees.map { _ in .delivered(Receipt.Answer(code: 250, text: "ok")) }
    }
}
