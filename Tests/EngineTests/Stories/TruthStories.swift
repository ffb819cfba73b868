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

/// Messages that are true when sent and name their recipient.
@Suite struct TruthStories {
    /// Returns the message that would be sent now about the first obligation of `i-1`, for an
    /// earlier reason.
    private static func said(
        _ reason: Notice.Reason, in world: Harness
    ) async throws -> Message? {
        let known = try await world.machine.incident()
        let rulebook = await world.machine.runtime.currentRules.rules.current
        let item = Delivery.Item(
            reason: reason, obligation: known.obligations[0].id, steps: [],
            dueAt: world.clock.now, detail: nil)
        let delivery = Delivery(
            id: "msg_1", group: "grp_1", matter: .incident("i-1", [item]),
            to: .contact("anju-duty"), via: nil, reach: 0, channel: "mail",
            address: "anju-duty@city.example", decidedAt: world.clock.now,
            dueAt: world.clock.now, expiresAt: nil)
        let cases = [known.id: known]
        let message = Message([delivery], of: cases, at: world.clock.now, by: rulebook)
        #expect(delivery.isOver(in: cases) == (message == nil))
        return message
    }

    private static func world() async throws -> Harness {
        try await Harness { $0.awaiting = ["committee"] }
    }

    @Test func `that it was reported is not said of a report that was taken back`() async throws {
        let world = try await Self.world()
        try await world.hand(SampleRecords.incident())
        try await world.advance(to: "16:40")
        try await world.hand(SampleRecords.report(to: "committee", at: "16:40"))
        #expect(try await Self.said(.met, in: world) != nil)
        try await world.advance(to: "16:50")
        try await world.hand([
            "type": "retraction", "incident": "i-1", "report": "r-1",
            "at": .string(SampleRecords.recordedTime("16:50")),
        ])
        #expect(try await Self.said(.met, in: world) == nil)
        #expect(try await Self.said(.approaching, in: world) != nil)
    }

    @Test func `that it was let off, or never reported, is said only while it is so`()
        async throws
    {
        let world = try await Self.world()
        try await world.hand(SampleRecords.incident())
        #expect(try await Self.said(.waived, in: world) == nil)
        #expect(try await Self.said(.missed, in: world) == nil)
        try await world.advance(to: "16:30")
        try await world.hand([
            "type": "waiver", "incident": "i-1", "obligation": "urgent/city@committee",
            "by": "secretary", "at": .string(SampleRecords.recordedTime("16:30")),
        ])
        #expect(try await Self.said(.waived, in: world) != nil)
        #expect(try await Self.said(.met, in: world) == nil)
    }

    @Test func `each of those told the same by one webhook is named in what they get`()
        async throws
    {
        let world = try await Harness { rules in
            rules.awaiting = ["committee"]
            for name in ["anju-duty", "anju-head"] {
                rules.reach[name] = [["channel": "duty-room"]]
            }
            rules.steps = [["at": "-30m", "to": ["owing.duty", "owing.leader"]]]
        }
        try await world.hand(SampleRecords.incident())
        try await world.advance(to: "17:30")
        let named = try world.posts().map { post in
            [post.body["data"]?["to"]?.string ?? "", post.body["data"]?["name"]?.string ?? ""]
        }
        #expect(
            named.sorted { $0[0] < $1[0] } == [
                ["contact:anju-duty", "anju-duty"], ["contact:anju-head", "anju-head"],
            ])
    }

    @Test func `where the content is left out it is said for whom, by when, and when it is over`()
        async throws
    {
        let world = try await Harness { rules in
            rules.awaiting = ["committee"]
            rules.channels["room"] = [
                "kind": "webhook", "carries": ["public"],
                "url": .string(
                    "http://127.0.0.1:\(rules.webPort)/status/200?world=\(rules.domain)"),
            ]
            for name in ["anju-duty", "anju-head"] { rules.reach[name] = [["channel": "room"]] }
            rules.steps = [["at": "-30m", "to": ["owing.duty", "owing.leader"]]]
        }
        var secret = try #require(SampleRecords.incident().object)
        secret["classification"] = "secret"
        try await world.hand(.object(secret))
        try await world.advance(to: "17:30")
        let first = try world.posts().map(\.body)
        #expect(first.count == 2)
        let names = first.compactMap { $0["data"]?["name"]?.string }
        #expect(names.sorted() == ["anju-duty", "anju-head"])
        for body in first {
            let text = try #require(body["data"]?["text"]?.string)
            #expect(text.contains("For: anju-duty, anju-head"))
            #expect(text.contains("Due: 18:00 on 12 May 2026"))
            #expect(body["data"]?["over"] == false)
        }
        try await world.advance(to: "17:40")
        try await world.hand(SampleRecords.report(to: "committee", at: "17:40"))
        let last = try #require(try world.posts().last?.body["data"])
        #expect(last["over"] == true)
        #expect(last["dueAt"] == nil)
        let text = try #require(last["text"]?.string)
        #expect(text.contains("A matter was settled"))
        #expect(text.contains("No further action"))
        #expect(!text.contains("act promptly"))
        #expect(!text.contains("Gas"))
    }

    @Test func `a short text without content names whom and by when`() async throws {
        let world = try await Self.world()
        try await world.hand(SampleRecords.incident())
        world.clock.now = try Harness.instant("17:30")
        let known = try await world.machine.incident()
        let rulebook = await world.machine.runtime.currentRules.rules.current
        let delivery = try #require(
            rulebook.samples(
                of: .incident("i-1", known.samples(for: .approaching, at: world.clock.now)),
                to: .contact("anju-duty"), at: world.clock.now
            ).first)
        let message = try #require(
            Message(
                [delivery], of: [known.id: known], at: world.clock.now, by: rulebook,
                masked: true))
        #expect(
            message.short
                == "[Duebell] A matter requires your attention · anju-duty · i-1 · "
                + "due 18:00 on 12 May (Asia/Shanghai)")
    }

    @Test func `which words a message was put in is kept with its attempt`() async throws {
        let world = try await Self.world()
        try await world.hand(SampleRecords.incident())
        try await world.advance(to: "17:30")
        let notes = try await world.machine.deliveries().flatMap(\.attempts).flatMap(\.notes)
        #expect(notes == [.text(templates: [], language: .english, zone: "Asia/Shanghai")])
    }
}
