import Calendars
import Cases
import Deliveries
import Engine
import Foundation
import JSON
import Messages
import Rules
import Storage
import TestSupport
import Testing

/// The recipients of a message: named by the record, a bare address, a reader elsewhere.
@Suite struct RecipientStories {
    private static func explain(
        _ world: Harness, _ recipient: String, _ more: String...
    ) async throws -> String {
        let history = try #require(
            try await world.machine.deliveries().first { $0.entry.recipient == recipient })
        let outcome = try await Program.run(
            ["explain", history.entry.id.text] + more, in: world.folder.path)
        #expect(outcome.status == 0, "\(outcome.errors)")
        return outcome.output
    }

    // MARK: Named by the record

    @Test(arguments: ["mailto", "contact"])
    func `who the record names as its owner is told, and it is said why`(
        kind: String
    ) async throws {
        let world = try await Harness { rules in
            rules.awaiting = ["committee"]
            rules.steps = [
                ["at": "-30m", "to": [["var": "incident.owner"]]],
                ["at": "+9h", "to": ["operators"]],
            ]
        }
        let owner = kind == "mailto" ? "mailto:owner@\(world.rules.domain)" : "contact:secretary"
        var incident = try #require(SampleRecords.incident().object)
        incident["owner"] = .string(owner)
        try await world.hand(.object(incident))
        try await world.advance(to: "17:30")
        let mails = try world.mails()
        #expect(mails.map(\.to) == [[kind == "mailto" ? "owner" : "secretary"]])
        #expect(mails.first?.text.contains("Gas explosion") == true)
        let told = try await Self.explain(world, owner)
        #expect(told.contains("recipient chosen by: {\"var\":\"incident.owner\"}\n"), "\(told)")
        let json = try JSONReader.read(
            Array(try await Self.explain(world, owner, "--format", "json").utf8))
        #expect(json["to"] == .string(owner))
        #expect(
            json["why"]?.array?.map { $0["because"] } == [#"{"var":"incident.owner"}"#])
    }

    @Test(arguments: [nil, "nobody", "contact:stranger", "contact:"])
    func `a record that names nobody who can be told has the next step speak`(
        owner: String?
    ) async throws {
        let world = try await Harness { rules in
            rules.awaiting = ["committee"]
            rules.steps = [
                ["at": "-30m", "to": [["var": "incident.owner"]]],
                ["at": "0", "to": ["owing.leader"]], ["at": "+9h", "to": ["operators"]],
            ]
        }
        var incident = try #require(SampleRecords.incident().object)
        incident["owner"] = owner.map { .string($0) }
        try await world.hand(.object(incident))
        try await world.advance(to: "17:30")
        #expect(world.told.contains { $0.hasPrefix("17:30 anju-head ") }, "\(world.told)")
    }

    // MARK: A drill

    @Test func `a drill reaches no bare address, and it is said why`() async throws {
        let world = try await Harness { rules in
            rules.awaiting = ["committee"]
            rules.steps = [
                ["at": "-30m", "to": ["owing.duty", .string("mailto:press@\(rules.domain)")]],
                ["at": "+9h", "to": ["operators"]],
            ]
        }
        let press = "mailto:press@\(world.rules.domain)"
        var drill = try #require(SampleRecords.incident("drill").object)
        drill["labels"] = ["drill": true]
        try world.drop(.object(drill), SampleRecords.incident())
        try await world.turn()
        try await world.advance(to: "17:30")
        // Real messages reach this contact, so the drill is the reason for the missing one.
        let mails = try world.mails().filter { $0.to.contains("press") }
        #expect(mails.count == 1)
        #expect(mails.first?.text.contains("(drill,") == false)
        #expect(
            try world.mails().contains { $0.to == ["anju-duty"] && $0.text.contains("(drill,") })
        let entry = try #require(
            try await world.machine.deliveries(of: "drill").first { $0.entry.recipient == press }
        ).entry
        #expect(entry.state == .withdrawn)
        #expect(entry.end == .drill(.notAContact))
        let told = try await Program.run(["explain", entry.id.text], in: world.folder.path)
        #expect(told.output.contains("note: a drill, sent only to contacts in the rules"))
    }

    // MARK: A reader elsewhere

    /// Returns a harness whose leader reads times by the clock of Paris.
    private static func world(_ change: (inout StoryRules) -> Void) async throws -> Harness {
        let world = try await Harness {
            $0.awaiting = ["committee"]
            change(&$0)
        }
        var json = try #require(world.rules.json.object)
        var contacts = try #require(json["contacts"]?.object)
        var head = try #require(contacts["anju-head"]?.object)
        (head["zone"], head["language"]) = ("Europe/Paris", "en")
        contacts["anju-head"] = .object(head)
        json["contacts"] = .object(contacts)
        try world.folder.write(JSON.object(json).serialized(.indented), to: "rules/rules.json")
        try await world.machine.enforce(
            RulesReading(folder: world.folder.path + "/rules", zones: Machine.zones))
        return world
    }

    @Test(arguments: ["en", "zh-Hans"])
    func `a reader elsewhere reads every time by their own clock, and which that is`(
        language: String
    ) async throws {
        let world = try await Self.world { rules in
            rules.language = language
            rules.steps = [
                ["at": "-30m", "to": ["owing.leader", "awaiting.duty"]],
                ["at": "+9h", "to": ["operators"]],
            ]
        }
        try await world.hand(SampleRecords.incident())
        try await world.advance(to: "17:30")
        let history = try #require(
            try await world.machine.deliveries().first {
                $0.entry.recipient == "contact:anju-head"
            })
        let delivery = try history.entry.delivery()
        let rulebook = await world.machine.runtime.currentRules.rules.current
        let known = try await world.machine.incident()
        let message = try #require(
            Message([delivery], of: ["i-1": known], at: world.clock.now, by: rulebook))
        // The incident happened at 16:00 in Shanghai, and the deadline is 18:00 there.
        for text in [message.text, message.html] {
            #expect(text.contains("10:00 on 12 May 2026 (Europe/Paris)"), "\(text)")
            #expect(text.contains("12:00 on 12 May 2026 (Europe/Paris)"), "\(text)")
        }
        #expect(message.short.contains("12:00 on 12 May (Europe/Paris)"), "\(message.short)")
        for text in [message.text, message.html, message.short, message.subject] {
            #expect(
                !text.contains("18:00") && !text.contains("16:00") && !text.contains("Shanghai"))
        }
        let mails = try Harness.mailServer.get().log().filter {
            $0["to"]?.array == [.string("anju-head@\(world.rules.domain)")]
        }
        let data = try #require(mails.first?["data"]?.string.flatMap { Data(base64Encoded: $0) })
        let sent = try #require(mails.first?["text"]?.string)
        #expect(sent.contains("12:00 on 12 May 2026 (Europe/Paris)"))
        #expect(sent.contains("10:00 on 12 May 2026 (Europe/Paris)"))
        let head = String(decoding: data, as: UTF8.self).split(separator: "\r\n")
        #expect(head.contains { $0.hasPrefix("Date: ") && $0.hasSuffix(" 11:30:00 +0200") })
        // The others read the times by the clock of the rulebook.
        let duty = try #require(try world.mails().first { $0.to == ["committee-duty"] })
        #expect(duty.text.contains("Asia/Shanghai") && !duty.text.contains("Paris"))
    }
}
