import Calendars
import Cases
import Deliveries
import Engine
import JSON
import Messages
import Rules
import Storage
import TestSupport
import Testing

/// Drill, mute, circuit, rate and clearance, with real servers as receivers.
@Suite struct GateStories {
    /// Returns a harness in which everybody is reached by one mail channel with further settings.
    private static func world(
        _ settings: JSONObject, _ change: (inout StoryRules) -> Void = { _ in }
    ) async throws -> Harness {
        try await Harness { rules in
            rules.awaiting = ["committee"]
            var channel: JSONObject = [
                "kind": "email", "server": .string("smtp://127.0.0.1:\(rules.mailPort)"),
                "tls": "none", "from": "duty@city.example",
            ]
            for member in settings.members { channel[member.key] = member.value }
            rules.channels["gated"] = .object(channel)
            for name in StoryRules.people {
                rules.reach[name] = [
                    ["channel": "gated", "address": .string("\(name)@\(rules.domain)")]
                ]
            }
            change(&rules)
        }
    }

    @Test func `what a rate holds back goes out as one message that lists it all`() async throws {
        let world = try await Self.world(["rate": ["messages": 1, "per": "10m"]])
        for number in 1...4 { try world.drop(SampleRecords.incident("i-\(number)")) }
        try await world.turn()
        try await world.advance(to: "18:00")
        try await world.advance(to: "19:30")
        let duty = try world.mails().filter { $0.to == ["anju-duty"] }
        #expect(duty.count == 4, "the first word on an incident passes every limit")
        let head = try world.mails().filter { $0.to == ["anju-head"] }
        #expect(head.count == 1)
        for number in 1...4 { #expect(head[0].text.contains("i-\(number)")) }
        let merged = try await world.machine.deliveries(of: "i-2")
            .filter { $0.entry.state == .merged }
        let id = try #require(merged.first?.entry.mergedInto)
        let bundle = try await world.machine.store.read { try $0.delivery(id) }
        #expect(bundle?.entry.state == .delivered)
    }

    @Test func `what was reported while it waited is taken out of it`() async throws {
        let world = try await Self.world(["rate": ["messages": 1, "per": "30m"]])
        for number in 1...3 { try world.drop(SampleRecords.incident("i-\(number)")) }
        try await world.turn()
        try await world.advance(to: "17:59")
        try await world.advance(to: "18:00")
        var report = try #require(SampleRecords.report(at: "18:05").object)
        report["incident"] = "i-2"
        try await world.hand(.object(report))
        try await world.advance(to: "19:30")
        let duty = try world.mails().filter { $0.to.contains("committee-duty") }
        #expect(duty.allSatisfy { !$0.text.contains("i-2") || $0.text.contains("REPORTED") })
        #expect(duty.contains { $0.text.contains("i-1") && $0.text.contains("i-3") })
    }

    @Test func `what is muted is counted and told when the mute ends`() async throws {
        let world = try await Self.world([:])
        try world.folder.write(
            """
            {"mutes": {"maintenance": {"from": "2026-05-12T17:00", "until": "2026-05-12T20:30",
              "why": "network maintenance", "exempt": ["first"]}}}
            """, to: "rules/mutes.json")
        try await world.enforceRules()
        try await world.hand(SampleRecords.incident())
        try await world.advance(to: "20:29")
        #expect(world.told == ["17:30 anju-duty approaching"], "the first word passes")
        let waiting = try await world.machine.deliveries().filter { $0.entry.state == .waiting }
        #expect(waiting.count > 2)
        let mute = HoldReason.muted(by: "maintenance", why: "network maintenance")
        #expect(waiting.allSatisfy { $0.entry.holds == [mute] })
        try await world.advance(to: "20:30")
        let secretary = try world.mails().filter { $0.to == ["secretary"] }
        #expect(secretary.count == 1)
        #expect(
            secretary[0].text.hasPrefix("1 message was held back by a mute (network maintenance)"))
        #expect(try world.mails().contains { $0.to.contains("anju-head") })
    }

    @Test(arguments: [
        "works on the line", "works asked for again by the mayor", "works; merged into msg_x",
    ])
    func `three incidents under one mute are one message at its end, whatever its words`(
        why: String
    ) async throws {
        let world = try await Self.world([:]) {
            $0.steps = [["at": "-30m", "to": ["owing.duty"]], ["at": "+9h", "to": ["operators"]]]
        }
        let mute: JSON = [
            "mutes": [
                "works": [
                    "from": "2026-05-12T17:00", "until": "2026-05-12T20:30", "why": .string(why),
                ]
            ]
        ]
        try world.folder.write(mute.serialized(), to: "rules/mutes.json")
        try await world.enforceRules()
        for number in 1...3 { try world.drop(SampleRecords.incident("i-\(number)")) }
        try await world.turn()
        try await world.advance(to: "20:29")
        #expect(try world.mails().isEmpty)
        let lines = try await Program.run(
            ["deliveries", "--waiting", "--details"], in: world.folder.path)
        #expect(lines.output.contains("note: muted by works: \(why)\n"))
        #expect(lines.output.contains("next attempt: 05-12 20:30\n"), "not inside the mute")
        try await world.advance(to: "20:30")
        let mails = try world.mails()
        #expect(mails.count == 1)
        #expect(mails.first?.text.hasPrefix("3 messages were held back by a mute (\(why))") == true)
        for number in 1...3 { #expect(mails.first?.text.contains("(i-\(number),") == true) }
    }

    @Test func `the words of a person come out as they were written, in every language`()
        async throws
    {
        let why = "works in the channel tunnel, only lane 2"
        let world = try await Self.world([:]) {
            $0.language = "zh-Hans"
            $0.steps = [["at": "-30m", "to": ["owing.duty"]], ["at": "+9h", "to": ["operators"]]]
        }
        let night: JSON = ["only": ["hours": "00:00-24:00"], "why": .string(why)]
        let mute: JSON = ["mutes": ["night": night]]
        try world.folder.write(mute.serialized(), to: "rules/mutes.json")
        try await world.enforceRules()
        try await world.hand(SampleRecords.incident())
        try await world.advance(to: "17:31")
        let lines = try await Program.run(
            ["deliveries", "--waiting", "--details"], in: world.folder.path)
        #expect(lines.output.contains("说明：静默：night: \(why)\n"))
    }

    @Test func `what is overdue may be let through a mute`() async throws {
        let world = try await Self.world([:])
        try world.folder.write(
            """
            {"mutes": {"night": {"only": {"hours": "00:00-24:00"}, "exempt": ["overdue"]}}}
            """, to: "rules/mutes.json")
        try await world.enforceRules()
        try await world.hand(SampleRecords.incident())
        try await world.advance(to: "18:00")
        #expect(
            world.told == [
                "18:00 anju-duty overdue", "18:00 anju-head overdue",
                "18:00 committee-duty overdue",
            ], "what waited for the same obligation is let through too, by what it now is")
    }

    @Test func `a drill is marked and never reaches those outside`() async throws {
        let world = try await Self.world([:])
        try world.addPress()
        world.rules.steps = [
            ["at": "-30m", "to": ["owing.duty", "contact:press"]],
            ["at": "0", "to": ["operators"]],
        ]
        try await world.enforceRules()
        var drill = try #require(SampleRecords.incident().object)
        drill["labels"] = ["drill": true]
        try await world.hand(.object(drill))
        try await world.advance(to: "17:30")
        let mails = try world.mails()
        #expect(mails.map(\.to) == [["anju-duty"]])
        #expect(mails[0].subject.hasPrefix("[DRILL] "))
        let press = try await world.machine.deliveries().first {
            $0.entry.recipient == "contact:press"
        }
        #expect(press?.entry.state == .withdrawn)
        #expect(press?.entry.end == .drill(.outside))
    }

    @Test func `what a channel may not carry is nowhere in the message`() async throws {
        let world = try await Self.world(["carries": ["public", "internal"]])
        var secret = try #require(SampleRecords.incident().object)
        secret["classification"] = "secret"
        secret["title"] = "Tunnel flooded at Xishan"
        secret["facts"] = ["deaths": 3]
        try await world.hand(.object(secret))
        try await world.advance(to: "18:00")
        let mails = try world.mails()
        #expect(Set(mails.flatMap(\.to)) == ["anju-duty", "anju-head", "committee-duty"])
        for mail in mails {
            for leak in ["Tunnel", "Xishan", "deaths", "urgent", "committee"] {
                #expect(!mail.subject.contains(leak), "\(leak)")
                // The name of the recipient is no secret.
                let text = mail.text.split(whereSeparator: \.isNewline)
                    .filter { !$0.hasPrefix("For: ") }
                #expect(!text.contains { $0.contains(leak) }, "\(leak)")
            }
            #expect(mail.text.contains("A matter requires your attention"))
            #expect(mail.text.contains("18:00"))
        }
        let notes = try await world.machine.deliveries().flatMap(\.attempts).flatMap(\.notes)
        let masked = AttemptNote.masked(
            "i-1", classification: "secret", carries: ["public", "internal"], channel: "gated")
        #expect(notes.contains(masked))
    }

    @Test func `a web body holds nothing of what its channel may not carry, and all of the rest`()
        async throws
    {
        let world = try await Self.world([:]) { rules in
            rules.channels["room"] = [
                "kind": "webhook", "carries": ["public"],
                "url": .string(
                    "http://127.0.0.1:\(rules.webPort)/status/200?world=\(rules.domain)"),
            ]
            rules.reach["secretary"] = [["channel": "room"]]
            rules.steps = [
                ["at": "-30m", "to": ["contact:secretary"]],
                ["at": "0", "to": ["contact:secretary"]], ["at": "+9h", "to": ["operators"]],
            ]
        }
        try world.folder.write(
            #"{"mutes": {"works": {"from": "2026-05-12T17:40", "until": "2026-05-12T18:10"}}}"#,
            to: "rules/mutes.json")
        try await world.enforceRules()
        for (id, classification) in [("i-1", "public"), ("i-2", "secret")] {
            var incident = try #require(SampleRecords.incident(id).object)
            incident["classification"] = .string(classification)
            if id == "i-2" {
                (incident["unit"], incident["title"]) = ("government", "Tunnel flooded at Xishan")
                incident["severity"] = "critical"
                incident["facts"] = ["cause": "sabotage"]
            }
            try world.drop(.object(incident))
        }
        try await world.turn()
        try await world.advance(to: "17:39")
        let single = try world.posts()
        #expect(single.count == 2, "the first word on each goes by itself")
        try await world.advance(to: "18:11")
        let bundles = try world.posts().dropFirst(2)
        #expect(bundles.map { $0.body["data"]?["messages"]?.array?.count } == [2], "one of both")
        for body in (single + bundles).map({ $0.body.serialized() }) {
            for leak in ["Tunnel", "Xishan", "critical", "sabotage", "cause", "government"] {
                #expect(!body.contains(leak), "\(leak) in \(body)")
            }
        }
        func isAbout(_ id: String, _ body: String) -> Bool { body.contains("\"\(id)\"") }
        let bodies = (single + bundles).map { $0.body.serialized() }
        #expect(bodies.count { isAbout("i-2", $0) } == 2, "alone, and together with the other")
        let open = bodies.filter { isAbout("i-1", $0) }
        #expect(open.count == 2)
        for body in open {
            for word in ["Gas explosion", "anju", "committee", "major", "urgent/city"] {
                #expect(body.contains(word), "\(word) in \(body)")
            }
        }
    }

    @Test func `a channel that fails again and again is told by another, once, and when it works`()
        async throws
    {
        let world = try await Self.world([:]) { rules in
            // Nothing listens there.
            rules.channels["gated"] = [
                "kind": "email", "server": "smtp://127.0.0.1:9", "tls": "none",
                "from": "duty@city.example",
            ]
            rules.reach["engineer"] = [
                ["channel": "gated", "address": .string("engineer@\(rules.domain)")],
                StoryRules.mail("engineer", rules.domain),
            ]
        }
        for number in 1...8 { try world.drop(SampleRecords.incident("i-\(number)")) }
        try await world.turn()
        try await world.advance(to: "17:45")
        let failing = try world.mails().filter { $0.subject.contains("Channel failing") }
        #expect(failing.count == 1)
        #expect(failing.first?.to == ["engineer"])
        world.rules.channels["gated"] = [
            "kind": "email", "server": .string("smtp://127.0.0.1:\(world.rules.mailPort)"),
            "tls": "none", "from": "duty@city.example",
        ]
        try await world.enforceRules()
        try await world.advance(to: "18:20")
        let well = try world.mails().filter { $0.subject.contains("Channel recovered") }
        #expect(well.count == 1)
        let head = try world.mails().filter { $0.to.contains("anju-head") }
        #expect(head.count == 8, "nothing was lost meanwhile")
    }

    @Test func `a mute that is lifted holds nothing any more`() async throws {
        let world = try await Self.world([:])
        try world.folder.write(
            #"{"mutes": {"works": {"from": "2026-05-12T17:00", "until": "2026-12-31T00:00"}}}"#,
            to: "rules/mutes.json")
        try await world.enforceRules()
        try await world.hand(SampleRecords.incident())
        try await world.advance(to: "17:40")
        #expect(world.told == [])
        try world.folder.write("{}", to: "rules/mutes.json")
        try await world.enforceRules()
        try await world.advance(to: "17:42")
        #expect(world.told.count == 1)
        #expect(world.told.first?.hasSuffix("anju-duty approaching") == true)
    }

    @Test func `a mute for one unit leaves the operators' own messages alone`() async throws {
        let world = try await Self.world([:])
        try world.folder.write(
            """
            {"mutes": {"quiet": {"from": "2026-05-12T16:00", "until": "2026-12-31T00:00",
              "channels": ["gated"], "units": ["anju"]}}}
            """, to: "rules/mutes.json")
        try await world.enforceRules()
        await world.machine.runtime.tellOperators(.intakeFailed, "a folder is gone")
        await world.machine.dispatch.drain()
        #expect(try world.mails().map(\.to) == [["engineer"]])
    }

    @Test func `a long queue behind a rate does not hold up the first word on an incident`()
        async throws
    {
        let world = try await Self.world(["rate": ["messages": 1, "per": "1h"]])
        for number in 1...90 { try world.drop(SampleRecords.incident("i-\(number)")) }
        try await world.turn()
        try await world.advance(to: "18:00")
        try await world.hand(SampleRecords.incident("late", at: "16:40"))
        try await world.advance(to: "18:11")
        let first = try world.mails().filter { $0.text.contains("late") && $0.to == ["anju-duty"] }
        #expect(first.count == 1)
    }

    /// A mail server at a port where nothing listens.
    private static let dead: JSON = [
        "kind": "email", "server": "smtp://127.0.0.1:9", "tls": "none", "from": "duty@city.example",
    ]

    @Test func `while every way is broken, whichever works first is taken`() async throws {
        let world = try await Self.world([:]) { rules in
            (rules.channels["gated"], rules.channels["spare"]) = (Self.dead, Self.dead)
            let address = JSON.string("anju-duty@\(rules.domain)")
            rules.reach["anju-duty"] = [
                ["channel": "gated", "address": address], ["channel": "spare", "address": address],
            ]
            rules.reach["engineer"] = [StoryRules.mail("engineer", rules.domain)]
        }
        for number in 1...12 { try world.drop(SampleRecords.incident("i-\(number)")) }
        try await world.turn()
        try await world.advance(to: "17:40")
        let failing = try world.mails().filter { $0.subject.contains("Channel failing") }
        #expect(failing.count == 2, "both channels were told")
        world.rules.channels["spare"] = [
            "kind": "email", "server": .string("smtp://127.0.0.1:\(world.rules.mailPort)"),
            "tls": "none", "from": "duty@city.example",
        ]
        try await world.enforceRules()
        try await world.advance(to: "17:50")
        let duty = try world.mails().filter { $0.to == ["anju-duty"] }
        #expect(duty.count == 12)
        let open = try await world.machine.store.read { try $0.earliestDelivery() }
        #expect(open == nil, "nothing was left on the broken one")
    }

    @Test func `what a broken channel holds past its time is given up, and the operators hear`()
        async throws
    {
        let world = try await Self.world([:]) { rules in
            rules.channels["gated"] = Self.dead
            rules.reach["engineer"] = [StoryRules.mail("engineer", rules.domain)]
            rules.steps = [
                ["at": "-30m", "to": ["owing.duty"]], ["at": "0", "to": ["operators"]],
            ]
        }
        for number in 1...8 { try world.drop(SampleRecords.incident("i-\(number)")) }
        try await world.turn()
        try await world.advance(to: "18:00")
        for number in 1...8 {
            let duty = try #require(
                try await world.machine.deliveries(of: .init("i-\(number)"))
                    .first { $0.entry.recipient == "contact:anju-duty" })
            #expect(duty.entry.state == .expired, "\(number)")
            let hears = try world.mails().contains {
                $0.text.contains("i-\(number): contact:anju-duty by gated: 0")
            }
            #expect(hears, "\(number)")
        }
    }

    @Test func `a message that waits follows its person to another channel`() async throws {
        let world = try await Self.world([:])
        try world.folder.write(
            #"{"mutes": {"works": {"from": "2026-05-12T17:00", "until": "2026-05-12T17:40"}}}"#,
            to: "rules/mutes.json")
        try await world.enforceRules()
        try await world.hand(SampleRecords.incident())
        try await world.advance(to: "17:35")
        #expect(world.told == [])
        world.rules.reach["anju-duty"] = [StoryRules.mail("successor", world.rules.domain)]
        try await world.enforceRules()
        try await world.advance(to: "17:41")
        #expect(try world.mails().map(\.to) == [["successor"]])
        let states = try await world.machine.deliveries().map {
            "\($0.entry.channel) \($0.entry.state.rawValue)"
        }
        #expect(states == ["gated merged", "mail merged"])
        let text = try #require(try world.mails().first?.text)
        #expect(text.hasPrefix("1 message was held back"))
    }

    @Test func `what is muted is not taken along by what is not`() async throws {
        let world = try await Self.world(["ratePerRecipient": ["messages": 1, "per": "1h"]]) {
            $0.steps = [["at": "-30m", "to": ["operators"]], ["at": "+9h", "to": ["operators"]]]
        }
        try world.folder.write(
            """
            {"mutes": {"quiet": {"from": "2026-05-12T16:00", "until": "2026-05-12T20:00",
              "rules": ["urgent"]}}}
            """, to: "rules/mutes.json")
        try await world.enforceRules()
        for number in 1...3 { try world.drop(SampleRecords.incident("i-\(number)")) }
        try await world.turn()
        try await world.advance(to: "17:40")
        let before = try world.mails().count
        // Two alerts on other matters wait for the rate, everything is examined anew, and little is
        // claimed.
        for what in ["a folder", "a disk"] {
            await world.machine.runtime.tellOperators(.intakeFailed, "\(what) is gone")
        }
        try await world.enforceRules()
        try await world.advance(to: "19:50")
        let mails = try world.mails().dropFirst(before)
        #expect(mails.allSatisfy { !$0.text.contains("i-1") && !$0.text.contains("i-3") })
        try await world.advance(to: "22:00")
        #expect(try world.mails().contains { $0.text.contains("i-1") && $0.text.contains("i-3") })
    }

    @Test func `more than one message can hold become several`() async throws {
        let world = try await Self.world([:])
        try world.folder.write(
            """
            {"mutes": {"works": {"from": "2026-05-12T17:00", "until": "2026-05-12T17:40"}}}
            """, to: "rules/mutes.json")
        try await world.enforceRules()
        for number in 1...230 { try world.drop(SampleRecords.incident("i-\(number)-")) }
        try await world.turn()
        try await world.advance(to: "17:41")
        let mails = try world.mails()
        // As few messages as can hold them, though the outbox is not read all at once.
        #expect(mails.count == 6, "\(mails.count)")
        for number in 1...230 {
            #expect(mails.count { $0.text.contains("i-\(number)-") } == 1, "\(number)")
        }
    }

    @Test func `what operators must know is not lost among what a mute put together`() async throws
    {
        let world = try await Self.world([:]) {
            $0.steps = [["at": "-30m", "to": ["operators"]], ["at": "+9h", "to": ["operators"]]]
        }
        try world.folder.write(
            """
            {"mutes": {"quiet": {"from": "2026-05-12T16:00", "until": "2026-05-12T18:00",
              "channels": ["gated"]}}}
            """, to: "rules/mutes.json")
        try await world.enforceRules()
        for number in 1...3 { try world.drop(SampleRecords.incident("i-\(number)")) }
        try await world.turn()
        await world.machine.runtime.tellOperators(.intakeFailed, "a folder is gone")
        try await world.advance(to: "17:59")
        #expect(try world.mails().isEmpty)
        try await world.advance(to: "18:01")
        let mails = try world.mails()
        #expect(mails.count == 2)
        #expect(mails.contains { $0.text.contains("a folder is gone") })
        #expect(mails.contains { $0.text.contains("i-1") && $0.text.contains("i-3") })
    }

    @Test(arguments: [true, false])
    func `an answer about what is classified is told by no other channel`(
        isClassified: Bool
    ) async throws {
        let world = try await Self.world([:]) { rules in
            rules.duty = "status/400?say=flood"
            rules.reach["anju-duty"] = [["channel": "duty-room"]]
        }
        var incident = try #require(SampleRecords.incident().object)
        if isClassified { incident["classification"] = "internal" }
        try await world.hand(.object(incident))
        try await world.advance(to: "17:30")
        let mail = try #require(try world.mails().first { $0.to == ["engineer"] })
        #expect(mail.text.contains("contact:anju-duty by duty-room: 400"))
        #expect(mail.text.contains("flood") == !isClassified)
        #expect(mail.text.contains("duebell explain msg_") == isClassified)
    }
}
