import Calendars
import Cases
import Engine
import JSON
import Rules
import Storage
import TestSupport
import Testing

/// What each reader sees: their own action, no misleading characters, nothing that nobody cleared,
/// and in lists who said what.
@Suite struct ReaderStories {
    @Test func `who must report and who must ask get a mail each, with their own action`()
        async throws
    {
        let world = try await Harness { $0.awaiting = ["committee"] }
        try await world.hand(SampleRecords.incident())
        try await world.advance(to: "18:00")
        let mails = try world.mails().suffix(2).sorted { $0.to[0] < $1.to[0] }
        #expect(mails.map(\.to) == [["anju-head"], ["committee-duty"]])
        #expect(mails.first?.text.contains("Action: Report at once.") == true)
        #expect(mails.last?.text.contains("Action: Ask anju for the report now.") == true)
        try await world.advance(to: "19:00")
        try await world.hand(SampleRecords.report(to: "committee", at: "19:00"))
        let ends = try world.mails().filter { $0.text.contains("REPORTED") }
        #expect(Set(ends.flatMap(\.to)).count == 4)
        #expect(ends.allSatisfy { $0.text.contains("No further action is required") })
    }

    @Test func `no invisible character of a record leaves in the data of a webhook`() async throws {
        let world = try await Harness { rules in
            rules.awaiting = ["committee"]
            rules.reach["anju-duty"] = [["channel": "duty-room"]]
        }
        var incident = SampleRecords.incident().object ?? JSONObject()
        incident["title"] = "Gas \u{202E}noisolpxe\u{2066}\u{200B}"
        try await world.hand(.object(incident))
        try await world.advance(to: "17:30")
        let post = try #require(try world.posts().last)
        #expect(post.body["data"]?["title"] == "Gas noisolpxe")
        let scalars = post.body.serialized().unicodeScalars
        #expect(!scalars.contains { InvisibleCharacters.contains($0) })
    }

    @Test(arguments: [false, true])
    func `a refused record is quoted in alerts only where the unmarked may be carried`(
        isGated: Bool
    ) async throws {
        let world = try await Harness { rules in
            guard isGated else { return }
            rules.channels["gated"] = [
                "kind": "maildir", "path": "gated", "from": "duty@city.example",
                "carries": ["internal"],
            ]
        }
        var incident = SampleRecords.incident().object ?? JSONObject()
        incident["occurredAt"] = "Tunnel flooded"
        try await world.hand(.object(incident))
        let mail = try #require(try world.mails().last)
        #expect(mail.to == ["engineer"])
        #expect(mail.text.contains("/occurredAt"))
        #expect(mail.text.contains("Tunnel flooded") == !isGated)
    }

    @Test func `a list shows closings, waivers, extensions and instructions with by, why and when`()
        async throws
    {
        let world = try await Harness { $0.awaiting = ["committee"] }
        try await world.hand(SampleRecords.incident())
        func said(_ type: JSON, _ more: JSONObject) -> JSON {
            var body: JSONObject = [
                "type": type, "incident": "i-1", "by": "li-na",
                "at": .string(SampleRecords.recordedTime("16:05")),
            ]
            for member in more.members { body[member.key] = member.value }
            return .object(body)
        }
        try await world.hand(
            said(
                "extension",
                ["obligation": "city", "until": "2026-05-12T19:00:00+08:00", "why": "no network"]))
        try await world.hand(said("instruction", ["id": "in-1", "text": "Report hourly."]))
        try await world.hand(said("closure", ["why": "fire is out"]))
        func run(_ arguments: String...) async throws -> String {
            try await Program.run(arguments, in: world.folder.path).output
        }
        let listed = try await run("list", "--all")
        #expect(listed.contains("  i-1  05-12 16:05  closed:  li-na  fire is out\n"))
        #expect(
            listed.contains(
                "  i-1  05-12 16:05  extended:  city  until 05-12 19:00  li-na  no network\n"))
        #expect(listed.contains("  i-1  05-12 16:05  instruction:  in-1  li-na  Report hourly.\n"))
        let json = try await run("list", "--all", "--format", "json")
        let row = try JSONReader.read(Array(json.split(separator: "\n")[0].utf8))
        let types = row["statements"]?.array?.compactMap { $0["type"]?.string }
        #expect(types.map(Set.init) == ["closure", "extension", "instruction"])
        let reopening = said("reopening", ["why": "it burns again"])
        try await world.hand(reopening)
        let after = try await run("list", "--all")
        #expect(!after.contains("closed:"))
        #expect(after.contains("  i-1  05-12 16:05  reopened:  li-na  it burns again\n"))
    }
    @Test func `a missed report and a waived one are shown with the deadline that they had`()
        async throws
    {
        let world = try await Harness { $0.awaiting = ["committee", "government"] }
        try await world.hand(SampleRecords.incident())
        try await world.hand([
            "type": "waiver", "incident": "i-1", "obligation": "urgent/city@government",
            "by": "li-na", "at": .string(SampleRecords.recordedTime("16:05")),
        ])
        try await world.advance(to: "18:10")
        try await world.hand([
            "type": "closure", "incident": "i-1",
            "at": .string(SampleRecords.recordedTime("18:10")),
        ])
        let shown = try await Program.run(["show", "i-1"], in: world.folder.path).output
        #expect(shown.contains("  MISSED  due 05-12 18:00  i-1"))
        #expect(shown.contains("  waived  li-na, due 05-12 18:00  i-1"))
    }
}
