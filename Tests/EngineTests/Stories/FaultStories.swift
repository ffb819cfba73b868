import Calendars
import Cases
import Engine
import JSON
import Messages
import Rules
import Storage
import TestSupport
import Testing
import Transports

/// Failures on the way to a receiver: nothing is lost or sent under a second id, the other
/// recipients are served, and the operators are alerted.
@Suite struct FaultStories {
    private static let servers = Result { try FaultyServers() }
    /// Limits for stories that have to wait for silence.
    private static let short = TransferLimits(
        connect: .seconds(3), answer: .seconds(3), whole: .seconds(3))

    private static let faults: [FaultyServers.Fault] =
        ["CONNECT", "EHLO", "STARTTLS", "AUTH"].flatMap { verb in
            ["421", "554", "close", "silence", "reset"].map { .init(verb, $0) }
        }
        + ["MAIL", "RCPT", "DATA", "END"].flatMap { verb in
            ["421", "451", "550", "close", "silence", "reset"].flatMap { what in
                [.init(verb, what), .init(verb, what, takesGroups: true)]
            }
        }
        // Before the final dot: a text that the server has only in part is no mail yet.
        + ["close", "reset"].flatMap { what in
            [.init("TEXT", what), .init("TEXT", what, takesGroups: true)]
        }

    /// Returns a harness in which some people are reached by a channel that a story breaks and
    /// repairs.
    private static func world(
        isSilent: Bool, _ channel: (StoryRules) -> JSON
    ) async throws -> Harness {
        try await Harness(limits: isSilent ? short : nil) { rules in
            rules.awaiting = ["committee"]
            rules.channels["shaky"] = channel(rules)
            let (duty, head) = ("anju-duty@\(rules.domain)", "anju-head@\(rules.domain)")
            rules.reach["anju-duty"] = [["channel": "shaky", "address": .string(duty)]]
            rules.reach["anju-head"] = [
                ["channel": "shaky", "address": .string(head)],
                StoryRules.mail("anju-head", rules.domain),
            ]
            rules.steps = [
                ["at": "-30m", "to": ["owing.duty", "owing.leader", "awaiting.duty"]],
                ["at": "0", "to": ["awaiting.leader"]], ["at": "+9h", "to": ["operators"]],
            ]
        }
    }

    private static func faulty(_ fault: FaultyServers.Fault) throws -> JSON {
        let port = try servers.get().port(of: fault)
        var channel: JSONObject = [
            "kind": "email", "server": .string("smtp://127.0.0.1:\(port)"),
            "tls": fault.verb == "STARTTLS" ? "required" : "none", "from": "duty@city.example",
        ]
        if fault.verb == "AUTH" {
            let file = try secret.get().path + "/password"
            (channel["username"], channel["password"]) = ("u", ["$file": .string(file)])
        }
        return .object(channel)
    }

    private static let secret = Result {
        let folder = try TestFolder()
        try folder.write("p4ssw0rd\n", to: "password")
        return folder
    }

    /// Returns the delivery to a person on the shaky channel, with its state.
    private func shaky(_ person: String, in world: Harness) async throws -> OutboxEntry {
        try #require(
            try await world.machine.deliveries().map(\.entry).first {
                $0.recipient == "contact:\(person)" && $0.channel == "shaky"
            })
    }

    @Test(arguments: faults)
    func `a mail server fails, and is mended`(fault: FaultyServers.Fault) async throws {
        let channel = try Self.faulty(fault)
        let world = try await Self.world(isSilent: fault.what == "silence") { _ in channel }
        try await world.hand(SampleRecords.incident())
        try await world.advance(to: "17:30")
        // The others are served at the same moment, by their own contact methods.
        #expect(world.told.contains("17:30 committee-duty approaching"))
        let duty = try await shaky("anju-duty", in: world)
        let isRefused = duty.state == .refused
        #expect(isRefused == (fault.what == "550"), "\(duty)")
        #expect(world.told.contains("17:30 anju-head approaching") == isRefused)
        // A person who cannot be reached at all is reported to the operators.
        let cries = try world.mails().filter { $0.subject.contains("Message not delivered") }
        #expect(cries.count == (isRefused ? 1 : 0))
        #expect(cries.allSatisfy { $0.text.contains("contact:anju-duty by shaky: 550") })

        world.rules.channels["shaky"] = RateStories.channel([:], world.rules)
        try await world.enforceRules()
        if isRefused {
            try await world.hand(SampleRecords.retry(of: duty, at: "17:31"))
        }
        try await world.advance(to: "17:50")
        // Nothing is lost: each has the message, once.
        let mails = try world.mails()
        for person in ["anju-duty", "anju-head", "committee-duty"] {
            #expect(mails.count { $0.to.contains(person) } == 1, "\(person)")
        }
        // Everything the failing server received had the same id.
        let heard = try Self.servers.get().log().filter {
            // A server that refuses and still wants a text is given an empty one.
            $0["id"] != "None"
                && $0["to"]?.array?.contains(.string("anju-duty@\(world.rules.domain)")) == true
        }
        let sent = try #require(mails.first { $0.to.contains("anju-duty") })
        #expect(heard.allSatisfy { $0["id"]?.string == sent.id })
        #expect(fault.verb != "END" || !heard.isEmpty)
        #expect(fault.verb != "TEXT" || heard.isEmpty, "no text came in whole")
        try await world.advance(to: "18:00")
        #expect(world.told.contains("18:00 committee-head overdue"), "the ladder goes on")
    }

    @Test(arguments: [
        FaultyServers.Fault("CONNECT", "silence"), .init("EHLO", "close"), .init("MAIL", "421"),
        .init("DATA", "451"), .init("END", "reset"), .init("AUTH", "554"),
    ])
    func `a mail server fails for as long as it takes`(fault: FaultyServers.Fault) async throws {
        let channel = try Self.faulty(fault)
        let world = try await Self.world(isSilent: fault.what == "silence") { _ in channel }
        try await world.hand(SampleRecords.incident())
        try await world.advance(to: "18:00")
        let duty = try await shaky("anju-duty", in: world)
        #expect(duty.state == .expired, "its time ends with the next step")
        let mails = try world.mails().filter { $0.to == ["engineer"] }
        #expect(mails.contains { $0.text.contains("contact:anju-duty by shaky") })
        // A person with another contact method is reached by it, once.
        #expect(try world.mails().count { $0.to == ["anju-head"] } == 1)
        #expect(world.told.contains("18:00 committee-head overdue"))
    }

    @Test(arguments: ["status/503", "reset", "close", "silence", "broken/503", "slow/9", "hooks"])
    func `a web address fails, and is mended`(path: String) async throws {
        func channel(_ path: String, _ rules: StoryRules) -> JSON {
            let url = "http://127.0.0.1:\(rules.webPort)/\(path)?world=\(rules.domain)"
            return ["kind": "webhook", "url": .string(url)]
        }
        let world = try await Self.world(isSilent: ["silence", "slow/9"].contains(path)) {
            channel(path, $0)
        }
        try await world.hand(SampleRecords.incident())
        try await world.advance(to: "17:30")
        #expect(world.told.contains("17:30 committee-duty approaching"))
        let duty = try await shaky("anju-duty", in: world)
        let isRefused = path == "hooks"
        #expect(duty.state == (isRefused ? .refused : .waiting))
        let cries = try world.mails().filter { $0.subject.contains("Message not delivered") }
        #expect(cries.count == (isRefused ? 1 : 0))
        world.rules.channels["shaky"] = channel("status/200", world.rules)
        try await world.enforceRules()
        if isRefused {
            try await world.hand(SampleRecords.retry(of: duty, at: "17:31"))
        }
        try await world.advance(to: "17:50")
        #expect(try await shaky("anju-duty", in: world).state == .delivered)
        let ids = try Harness.webServer.get().log().filter {
            $0["path"]?.string?.hasSuffix("world=" + world.rules.domain) == true
        }.compactMap { $0["headers"]?["webhook-id"]?.string }
        #expect(ids.count { $0 == duty.id.text } >= 2, "tried and tried again, under one id")
        let known = try await world.machine.deliveries().filter { $0.entry.channel == "shaky" }
        #expect(Set(ids).isSubset(of: known.map(\.entry.id.text)))
        #expect(known.count == 2, "one for each of two people")
    }

    @Test func `what says nonsense to a success has it, and is asked no second time`() async throws
    {
        let world = try await Self.world(isSilent: false) {
            [
                "kind": "webhook",
                "url": .string("http://127.0.0.1:\($0.webPort)/garbage?world=\($0.domain)"),
            ]
        }
        try await world.hand(SampleRecords.incident())
        try await world.advance(to: "17:45")
        #expect(try await shaky("anju-duty", in: world).state == .delivered)
        let posts = try Harness.webServer.get().log().filter {
            $0["path"]?.string?.hasSuffix("world=" + world.rules.domain) == true
        }
        #expect(posts.count == 2, "one for each of two people")
        let attempts = try await world.machine.deliveries().flatMap(\.attempts)
        #expect(attempts.allSatisfy { $0.text.unicodeScalars.allSatisfy { $0.value >= 0x20 } })
    }

    @Test(arguments: ["a name nobody knows", "a certificate of another"])
    func `a server that is not to be had, or not the one meant`(what: String) async throws {
        let folder = try TestFolder()
        let (certificate, key) = try makeCertificate(in: folder)
        let secured = try TestServer("smtp_server.py", ["--tls", certificate, key])
        let host = what.contains("name") ? "mail.invalid" : "hook.localhost"
        let world = try await Self.world(isSilent: false) { _ in
            [
                "kind": "email", "server": .string("smtp://\(host):\(secured.port)"),
                "tls": "required", "authorities": .string(folder.path + "/certificate.pem"),
                "from": "duty@city.example",
            ]
        }
        try await world.hand(SampleRecords.incident())
        try await world.advance(to: "17:30")
        let duty = try await shaky("anju-duty", in: world)
        #expect(duty.state == .waiting)
        #expect(world.told.contains("17:30 committee-duty approaching"))
        try await world.advance(to: "18:00")
        let cries = try world.mails().filter { $0.to == ["engineer"] }
        #expect(cries.contains { $0.text.contains(host) }, "the operators hear what is wrong")
        #expect(try world.mails().count { $0.to == ["anju-head"] } == 1)
        #expect(try secured.log().isEmpty)
    }
}
