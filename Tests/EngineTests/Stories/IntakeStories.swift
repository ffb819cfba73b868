import Calendars
import Cases
import Engine
import Foundation
import JSON
import Rules
import Storage
import TestSupport
import Testing

@Suite struct IntakeStories {
    @Test func `what cannot be read is kept with the reason, and the operators hear`()
        async throws
    {
        let world = try await Harness()
        try world.folder.write(#"{"type":"incident","incident":"i-9","#, to: "inbox/half.txt")
        try world.folder.write(
            #"{"type":"incident","incident":"i-9","unit":"anju","title":"x","occuredAt":"now"}"#,
            to: "inbox/slip.json")
        try await world.turn()
        #expect(world.folder.names(in: "state/rejected") == ["slip.json", "slip.json.error.json"])
        let why = try world.folder.read("state/rejected/slip.json.error.json")
        #expect(why.contains("occuredAt"))
        #expect(why.contains("occurredAt"))
        #expect(world.told == ["16:05 engineer [Duebell] Record rejected"])
        #expect(try #require(try world.mails().first).text.contains("slip.json:1:"))
        #expect(world.folder.names(in: "inbox") == ["half.txt"], "it may still be written to")
    }

    @Test func `an id that comes with other content is refused and kept`() async throws {
        let world = try await Harness()
        try await world.hand(SampleRecords.incident())
        try await world.hand(SampleRecords.incident(severity: "minor"))
        #expect(try await world.machine.incident().incident?.facts["severity"] == "major")
        let kept = world.folder.names(in: "state/rejected")
        #expect(kept.count == 2)
        let copy = try world.folder.read("state/rejected/\(try #require(kept.first))")
        #expect(copy.contains("minor"))
        #expect(world.told == ["16:05 engineer [Duebell] Record rejected"])
        #expect(
            try #require(try world.mails().first).text.contains(
                "the id `i-1-happened` was received before"))
        #expect(world.folder.names(in: "inbox") == [])
    }

    @Test func `the same record in many files counts once`() async throws {
        let world = try await Harness { $0.awaiting = ["committee"] }
        try world.drop(SampleRecords.incident(), SampleRecords.incident(), SampleRecords.incident())
        try await world.turn()
        try await world.hand(SampleRecords.incident())
        try await world.advance(to: "17:30")
        #expect(world.told == ["17:30 anju-duty approaching"])
        let records = try await world.machine.store.read { try $0.records(of: "i-1") }
        #expect(records.count == 1)
        #expect(world.folder.names(in: "state/rejected") == [])
    }

    @Test func `a report that comes along with its incident is not asked for`() async throws {
        let world = try await Harness(at: "19:00")
        try await world.hand([SampleRecords.report(at: "17:00"), SampleRecords.incident()])
        #expect(world.told == [])
        let verdicts = try await world.machine.incident().obligations.map { $0.verdict?.outcome }
        #expect(verdicts == [.onTime, .onTime])
    }

    @Test func `while the database is full a file stays, and is taken when there is room`()
        async throws
    {
        let world = try await Harness(at: "17:45")
        world.machine.store.fail(with: .full(during: "a story"))
        try world.drop(SampleRecords.incident())
        _ = await world.machine.intake.step(at: world.clock.now)
        #expect(world.folder.names(in: "inbox").count == 1)
        world.machine.store.fail(with: nil)
        try await world.turn()
        #expect(world.folder.names(in: "inbox") == [])
        #expect(world.told == ["17:45 anju-duty catch-up catch-up"])
    }

    @Test func `a refusal told while the database is full is told when there is room`()
        async throws
    {
        let world = try await Harness()
        world.machine.store.fail(with: .full(during: "a story"))
        try world.folder.write("[]", to: "inbox/empty.json")
        try world.folder.write(#"{"type":"incident"}"#, to: "inbox/poor.json")
        _ = await world.machine.intake.step(at: world.clock.now)
        world.machine.store.fail(with: nil)
        try await world.turn()
        #expect(world.told == ["16:05 engineer [Duebell] Record rejected"])
    }

    @Test func `a file of a kept folder that is edited is a new version`() async throws {
        let world = try await Harness(kept: true) { $0.awaiting = ["committee"] }
        let record = { (severity: String) in
            """
            {"type":"incident","incident":"i-1","unit":"anju","title":"Gas","severity":
            "\(severity)","occurredAt":"2026-05-12T16:00:00+08:00"}
            """
        }
        try world.folder.write(record("minor"), to: "inbox/i-1.json")
        try await world.turn()
        #expect(try await world.machine.incident().obligations.isEmpty)
        try world.folder.write(record("major"), to: "inbox/i-1.json")
        try await world.turn()
        #expect(try await world.machine.incident().obligations.count == 1)
        let records = try await world.machine.store.read { try $0.records(of: "i-1") }
        #expect(records.map(\.version) == [1, 2])
        #expect(world.folder.names(in: "inbox") == ["i-1.json"])
        try await world.advance(to: "17:30")
        #expect(world.told == ["17:30 anju-duty approaching"])
    }

    @Test func `a kept report that is edited to be of another incident counts there alone`()
        async throws
    {
        let world = try await Harness(kept: true) { $0.awaiting = ["committee"] }
        let report = { (incident: String) in
            """
            {"type":"report","incident":"\(incident)","from":"anju","to":"committee","submittedAt":
            "2026-05-12T16:05:00+08:00"}
            """
        }
        try world.folder.write(SampleRecords.incident().serialized(), to: "inbox/i-1.json")
        try world.folder.write(report("i-1"), to: "inbox/r.json")
        try await world.turn()
        #expect(try await world.machine.incident().isOpen == false)
        try world.folder.write(report("i-2"), to: "inbox/r.json")
        try await world.turn()
        #expect(try await world.machine.incident().isOpen)
        #expect(try await world.machine.incident().reports.isEmpty)
    }

    @Test func `a poisoned case is set aside and told, and the others go on`() async throws {
        let world = try await Harness { $0.awaiting = ["committee"] }
        try world.drop(SampleRecords.incident(), SampleRecords.incident("i-2"))
        try await world.turn()
        try await world.poison("i-1")
        try await world.advance(to: "17:30")
        #expect(
            world.told == [
                "17:30 anju-duty approaching",
                "17:30 engineer [Duebell] Incident set aside after an error",
            ])
        let mails = try world.mails()
        #expect(mails.contains { $0.text.contains("i-1: a stored case") })
        #expect(mails.contains { $0.text.contains("(i-2, major)") })
        try await world.hand(SampleRecords.report(of: "i-1", at: "17:30"))
        let row = try await world.machine.store.read { try $0.caseRow("i-1") }
        #expect(row?.setAside != nil)
        #expect(try await world.machine.store.read { try $0.record("r-1") } != nil)
    }

    @Test func `what a poisoned case had to say is not dropped in silence`() async throws {
        let world = try await Harness { $0.awaiting = ["committee"] }
        try await world.hand(SampleRecords.incident())
        world.clock.now = try Harness.instant("17:30")
        try await world.machine.advanceAll()
        try await world.poison("i-1", nextAt: nil)
        try await world.turn()
        #expect(world.told.count == 1)
        #expect(world.told.first?.contains("engineer") == true)
    }
}

extension Harness {
    /// Damages the stored bytes of a case.
    func poison(_ id: Incident.ID, nextAt: Instant?? = .none) async throws {
        try await machine.store.write { transaction in
            guard let row = try transaction.caseRow(id) else { return }
            try transaction.save(
                CaseRow(
                    incident: id, nextAt: nextAt ?? row.nextAt, phase: row.phase, title: row.title,
                    openedAt: row.openedAt, updatedAt: row.updatedAt, body: Array("{".utf8)))
        }
    }

    /// Returns a harness that receives a record under a used id, and an unreadable file.
    private static func refusing() async throws -> Harness {
        let world = try await Harness()
        try world.drop(SampleRecords.incident())
        try await world.turn()
        try world.drop(SampleRecords.incident(severity: "minor"))
        try world.folder.write(
            #"{"type":"incident","incident":"i-9","unit":"anju","title":"x","occuredAt":"now"}"#,
            to: "inbox/slip.json")
        return world
    }

    private static func refused(_ world: Harness) throws -> Int {
        try world.mails().count { $0.subject.contains("Record rejected") }
    }

    @Test func `what is refused is told in the transaction that takes the rest`() async throws {
        let world = try await Self.refusing()
        // Killed after the files have left the inbox: nothing more is ever written about them.
        world.machine.store.fail(with: .io(during: "commit", detail: "gone"), after: 1)
        _ = await world.machine.intake.step(at: world.clock.now)
        #expect(world.folder.names(in: "inbox") == [])
        try await world.restart()
        try await world.turn()
        #expect(try Self.refused(world) == 2, "one of the file, one of the id")
    }

    @Test func `what is refused is told once, though its file is read again`() async throws {
        let world = try await Self.refusing()
        // Killed before a file was moved.
        let stuck = world.folder.path + "/state/rejected"
        try world.folder.write("", to: "state/rejected")
        _ = await world.machine.intake.step(at: world.clock.now)
        #expect(world.folder.names(in: "inbox").contains("slip.json"))
        try FileManager.default.removeItem(atPath: stuck)
        try await world.restart()
        try await world.turn()
        #expect(try Self.refused(world) == 2, "one of the file, one of the id")
        #expect(world.folder.names(in: "inbox") == [])
        // Another file of that name is reported again.
        world.clock.now = try Harness.instant("16:10")
        try world.folder.write(
            #"{"type":"incident","incident":"i-9","unit":"anju","title":"y","occuredAt":"now"}"#,
            to: "inbox/slip.json")
        try await world.turn()
        #expect(try Self.refused(world) == 3)
    }
}
