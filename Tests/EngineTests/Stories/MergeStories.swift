import Calendars
import Cases
import Engine
import JSON
import Rules
import Storage
import TestSupport
import Testing

/// Two incidents that turn out to be one, from the record to the message.
@Suite struct MergeStories {
    private static func merge(
        _ id: String = "m-1", of incident: String = "i-2", into other: String = "i-1",
        at time: String
    ) -> JSON {
        [
            "type": "merge", "id": .string(id), "incident": .string(incident),
            "into": .string(other), "by": "li-na", "why": "same explosion",
            "at": .string(SampleRecords.recordedTime(time)),
        ]
    }

    private static func retraction(_ id: String, of incident: String, at time: String) -> JSON {
        [
            "type": "retraction", "id": "t-1", "incident": .string(incident),
            "report": .string(id), "by": "wang-fang", "why": "two explosions",
            "at": .string(SampleRecords.recordedTime(time)),
        ]
    }

    /// Returns a harness with two incidents of which the unit was reminded, then merged.
    private static func merged() async throws -> Harness {
        let world = try await Harness { $0.awaiting = ["committee"] }
        try await world.hand(SampleRecords.incident("i-1"))
        world.clock.pass(.seconds(60))
        try await world.hand(SampleRecords.incident("i-2", at: "15:50"))
        try await world.advance(to: "17:35")
        try await world.hand(merge(at: "17:35"))
        return world
    }

    @Test
    func `the other incident goes on under the earlier one, and who knew of it hears so once`()
        async throws
    {
        let world = try await Self.merged()
        #expect(try await world.machine.incident("i-2").isMergedAway)
        #expect(try await world.machine.incident("i-2").phase == .merged)
        let about = try world.mails().filter { $0.text.contains("MERGED") }
        #expect(about.map(\.to) == [["anju-duty"]])
        let text = try #require(about.first).text
        #expect(text.contains("MERGED: i-2 goes on under this incident, merged by li-na: same"))
        #expect(text.contains("Use this incident's number from now on"))
        #expect(text.contains("Gas explosion (i-1, major)"))
        let before = world.told.count
        try await world.advance(to: "17:45")
        try await world.hand(SampleRecords.report("r-1", of: "i-2", to: "committee", at: "17:45"))
        #expect(Array(world.told.dropFirst(before)) == ["17:45 anju-duty met"])
        try await world.advance(to: "+09:00")
        #expect(world.told.count == before + 1)
        let obligation = try await world.machine.incident().obligations.first
        #expect(obligation?.verdict?.name == "on-time")
        #expect(obligation?.dueAt == (try Harness.instant("17:50")))
    }

    @Test func `every command finds the case by either id, and shows by whom, why and when`()
        async throws
    {
        let world = try await Self.merged()
        func run(_ arguments: String...) async throws -> String {
            let outcome = try await Program.run(arguments, in: world.folder.path)
            #expect(outcome.status == 0, "\(outcome.errors)")
            return outcome.output
        }
        for id in ["i-1", "i-2"] {
            let shown = try await run("show", id)
            #expect(shown.hasPrefix("i-1  Gas explosion  + i-2\n"))
            #expect(
                shown.contains(
                    "05-12 17:35  merge  i-2  into: i-1  by: li-na  why: same explosion  #m-1"))
            let explained = try await run("explain", id)
            #expect(explained.contains("i-2 merged into i-1  li-na"))
            #expect(explained.contains("due soon"))
        }
        let listed = try await run("list", "--all").split(separator: "\n")
        let rows = listed.filter { $0.contains("urgent/city") }
        #expect(rows.count == 1)
        #expect(rows.first?.contains(" i-1 ") == true)
        #expect(listed.contains { $0.contains("i-1  05-12 17:35  merged:  i-2  li-na") })
    }

    @Test func `a merge that was taken back leaves two incidents, and nothing is lost`()
        async throws
    {
        let world = try await Self.merged()
        try await world.advance(to: "17:36")
        try await world.hand(Self.retraction("m-1", of: "i-1", at: "17:36"))
        #expect(try await !world.machine.incident("i-2").isMergedAway)
        let apart = try world.mails().filter { $0.text.contains("SEPARATED") }
        #expect(apart.map(\.to) == [["anju-duty"]])
        #expect(try #require(apart.first).text.contains("(i-2, major)"))
        try await world.advance(to: "18:05")
        let late = world.told.filter { $0.hasPrefix("17:50") || $0.hasPrefix("18:00") }
        #expect(
            late == [
                "17:50 anju-head overdue", "17:50 committee-duty overdue",
                "18:00 anju-head overdue", "18:00 committee-duty overdue",
            ])
    }

    @Test func `a write that fails at a merge changes nothing, and the merge comes all the same`()
        async throws
    {
        let world = try await Harness { $0.awaiting = ["committee"] }
        try await world.hand(SampleRecords.incident("i-1"))
        try await world.hand(SampleRecords.incident("i-2"))
        world.machine.store.fail(with: .absent(file: "gone"))
        try world.drop(Self.merge(at: "16:05"))
        _ = await world.machine.intake.step(at: world.clock.now)
        world.machine.store.fail(with: nil)
        #expect(try await !world.machine.incident("i-2").isMergedAway)
        try await world.restart()
        try await world.turn()
        world.clock.pass(.seconds(60))
        try await world.turn()
        #expect(try await world.machine.incident("i-2").isMergedAway)
        #expect(try await world.machine.incident("i-1").incidents == ["i-1", "i-2"])
    }

    @Test func `a message that waits about the other incident goes out under the earlier one`()
        async throws
    {
        let world = try await Harness { rules in
            rules.awaiting = ["committee"]
            rules.reach["anju-duty"] = [["channel": "duty-room"]]
            rules.duty = "status/503"
        }
        try await world.hand(SampleRecords.incident("i-1"))
        world.clock.pass(.seconds(60))
        try await world.hand(SampleRecords.incident("i-2"))
        try await world.advance(to: "17:30")
        try await world.hand(Self.merge(at: "17:30"))
        try await world.advance(to: "17:50")
        let last = try #require(try world.posts().last { $0.body["data"]?["reason"] != nil })
        #expect(last.body["data"]?["incident"] == "i-1")
    }

    @Test func `merged incidents are removed together, and never while one is open`() async throws {
        let world = try await Self.merged()
        world.clock.pass(.seconds(401 * 86_400))
        let service = RetentionService(runtime: world.machine.runtime) { _, _ in 0 }
        func prune() async {
            for _ in 1...100 {
                let next = await service.step(at: world.clock.now)
                if next.at - world.clock.now > .seconds(60) { break }
            }
        }
        await prune()
        #expect(
            try await world.machine.store.read { try $0.counts() }.cases == [.open: 1, .merged: 1])
        try await world.hand(SampleRecords.report("r-1", of: "i-2", to: "committee", at: "17:45"))
        try await world.turn()
        world.clock.pass(.seconds(401 * 86_400))
        await prune()
        let counts = try await world.machine.store.read { try $0.counts() }
        #expect(counts.cases == [:] && counts.records == 0)
    }
}
