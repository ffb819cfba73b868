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

/// Mails that a server accepts and returns later.
@Suite struct BounceStories {
    /// Returns a harness whose bounces arrive in a folder of its state.
    private func world(verp: String?) async throws -> Harness {
        let world = try await Harness { rules in
            rules.awaiting = ["committee"]
            rules.reach["anju-duty"] = [
                StoryRules.mail("first", rules.domain), StoryRules.mail("second", rules.domain),
            ]
            rules.steps = [["at": "-30m", "to": ["owing.duty", "owing.leader"]]]
            var bounces: JSONObject = ["maildir": "bounces"]
            if let verp { bounces["verp"] = .string(verp) }
            rules.channels["mail"] = [
                "kind": "email", "server": .string("smtp://127.0.0.1:\(rules.mailPort)"),
                "tls": "none", "from": "duty@city.example", "bounces": .object(bounces),
            ]
        }
        try world.folder.with("state/bounces/new", "state/bounces/cur", "state/bounces/tmp")
        try await world.hand(SampleRecords.incident())
        try await world.advance(to: "17:30")
        #expect(world.told.contains("17:30 first approaching"))
        return world
    }

    /// Returns the bounce report of a mail server.
    private func report(to address: String, of messageID: String, for recipient: String) -> String {
        """
        Return-Path: <>
        Delivered-To: \(address)
        From: MAILER-DAEMON@mx.example (Mail Delivery System)
        To: \(address)
        Subject: Undelivered Mail Returned to Sender
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status;
        \tboundary="B1.1778/mx.example"

        --B1.1778/mx.example
        Content-Type: text/plain; charset=us-ascii

        I'm sorry to have to inform you that your message could not be delivered.

        --B1.1778/mx.example
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example

        Final-Recipient: rfc822; \(recipient)
        Action: failed
        Status: 5.1.1
        Diagnostic-Code: smtp; 550 5.1.1 <\(recipient)>: mailbox unknown

        --B1.1778/mx.example
        Content-Type: message/rfc822

        From: duty@city.example
        Message-ID: \(messageID)
        Subject: x

        text
        --B1.1778/mx.example--

        """
    }

    private func states(_ world: Harness) async throws -> [String: [String]] {
        var states: [String: [String]] = [:]
        for history in try await world.machine.deliveries() {
            let box = String(history.entry.address?.prefix { $0 != "@" } ?? "")
            states[box] = [history.entry.state.rawValue] + history.attempts.map { "\($0.code)" }
        }
        return states
    }

    private func deliver(_ text: String, to world: Harness) async throws {
        try world.folder.write(text, to: "state/bounces/new/1778573100.M1P1.mx")
        _ = await world.machine.bounces.step(at: world.clock.now)
        try await world.turn()
    }

    @Test func `a mail that comes back gives way to the next way to the person`() async throws {
        let world = try await world(verp: "bounce+{id}@city.example")
        let first = try #require(
            try await world.machine.deliveries().first {
                $0.entry.address?.hasPrefix("first@") == true
            })
        // The recipient named by the server may be another one, to whom the mail was forwarded.
        let text = report(
            to: "bounce+\(first.entry.id)@city.example", of: "<other@city.example>",
            for: "elsewhere@far.example")
        try await deliver(text, to: world)
        #expect(try await states(world)["first"] == ["refused", "250", "550"])
        #expect(world.told.contains("17:30 second approaching"))
        #expect(world.folder.names(in: "state/bounces/new") == [])
        #expect(world.folder.names(in: "state/bounces/cur") == ["1778573100.M1P1.mx:2,S"])
        // Another server reports the same failure.
        try await deliver(text, to: world)
        #expect(world.told.count { $0.contains("second") } == 1)
    }

    @Test func `without senders of its own a mail is known by its Message-ID`() async throws {
        let world = try await world(verp: nil)
        let mail = try #require(try world.mails().first { $0.to.contains("first") })
        #expect(mail.to.contains("anju-head"), "both were told by one mail")
        let text = report(
            to: "duty@city.example", of: mail.id, for: "First@\(world.rules.domain)")
        try await deliver(text, to: world)
        #expect(try await states(world)["first"] == ["refused", "250", "550"])
        #expect(try await states(world)["anju-head"]?.first == "delivered")
        #expect(world.told.contains("17:30 second approaching"))
    }

    @Test func `the service hears of a report when it comes`() async throws {
        let world = try await world(verp: "bounce+{id}@city.example")
        let first = try #require(
            try await world.machine.deliveries().first {
                $0.entry.address?.hasPrefix("first@") == true
            })
        let service = Task { [bounces = world.machine.bounces] in try await bounces.run() }
        let text = report(
            to: "bounce+\(first.entry.id)@city.example", of: "<x@city.example>", for: "x@a.example")
        try world.folder.write(text, to: "state/bounces/new/1778573101.M1P1.mx")
        try await eventually("the report is read") {
            try await states(world)["first"]?.first == "refused"
        }
        service.cancel()
        try await service.value
    }

    @Test func `a report that is of none of ours changes nothing and is put away`() async throws {
        let world = try await world(verp: "bounce+{id}@city.example")
        let before = try await states(world)
        let stranger = "bounce+msg_00000000000000000000000000000000@city.example"
        try await deliver(
            report(to: stranger, of: "<grp_0@city.example>", for: "x@a.example"), to: world)
        #expect(try await states(world) == before)
        #expect(world.folder.names(in: "state/bounces/new") == [])
    }

    // MARK: Reports in plain text

    /// Returns a mail of a mail system to the address of the first delivery.
    private func notice(
        _ world: Harness, from: String = "Mailer-Daemon@mx.example", head: String = "",
        _ body: String
    ) async throws -> String {
        let first = try #require(
            try await world.machine.deliveries().first {
                $0.entry.address?.hasPrefix("first@") == true
            })
        return "From: \(from)\nTo: bounce+\(first.entry.id)@city.example\n\(head)\n\(body)\n"
    }

    private static let rejection = Data("退信原因： 550 Mailbox not found".utf8).base64EncodedString()

    @Test(arguments: [
        (
            "PostMaster@qq.example",
            "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n",
            rejection
        ),
        (
            "Mailer-Daemon@mx.example", "X-Failed-Recipients: x@anju.example\n",
            "This is a permanent error. The following address(es) failed:\n"
                + "  x@anju.example   Unrouteable address"
        ),
    ])
    func `a report in plain text gives way to the next way as well`(
        from: String, head: String, body: String
    ) async throws {
        let world = try await world(verp: "bounce+{id}@city.example")
        try await deliver(try await notice(world, from: from, head: head, body), to: world)
        #expect(try await states(world)["first"]?.first == "refused")
        #expect(world.told.contains("17:30 second approaching"))
    }

    @Test func `a notice of delay changes nothing, whatever of ours it repeats`() async throws {
        let world = try await world(verp: "bounce+{id}@city.example")
        let before = try await states(world)
        let text = try await notice(
            world,
            """
            A message that you sent has not yet been delivered to one or more of its recipients
            after more than 24 hours on the queue on mx.example.
            The subject of the message is: [OVERDUE] 550 households without power
                Delay reason: 451 4.7.1 Greylisted
            No action is required on your part.
            """)
        try await deliver(text, to: world)
        #expect(try await states(world) == before)
        #expect(!world.told.contains { $0.contains("second") })
        #expect(try !world.mails().contains { $0.text.contains("cannot be read as") })
    }

    @Test func `what a mail system wrote and nobody understands is told with its place`()
        async throws
    {
        let world = try await world(verp: "bounce+{id}@city.example")
        let before = try await states(world)["first"]
        let text = try await notice(world, "We have thoughts about your message.")
        for _ in 0..<2 { try await deliver(text, to: world) }
        #expect(try await states(world)["first"] == before)
        let told = try world.mails().filter {
            $0.text.replacing("\n", with: "").contains("1778573100.M1P1.mx:2,S")
        }
        #expect(told.count == 1)
        #expect(world.folder.names(in: "state/bounces/cur") == ["1778573100.M1P1.mx:2,S"])
    }

    // MARK: Unusual folders

    @Test func `a folder without cur is no reason to read the same for ever`() async throws {
        let world = try await world(verp: "bounce+{id}@city.example")
        try FileManager.default.removeItem(atPath: world.folder.path + "/state/bounces/cur")
        for number in 0..<250 {
            try world.folder.write(
                "From: a@b.example\n\nOn holiday.\n",
                to: "state/bounces/new/1778573100.M\(number)P1.mx")
        }
        _ = await world.machine.bounces.step(at: world.clock.now)
        #expect(world.folder.names(in: "state/bounces/new") == [])
        #expect(world.folder.names(in: "state/bounces/cur").count == 250)
    }

    @Test func `what cannot be put away is told once, and the sweep ends`() async throws {
        let world = try await world(verp: "bounce+{id}@city.example")
        // Root may write anywhere, so a file takes the place of the folder.
        try FileManager.default.removeItem(atPath: world.folder.path + "/state/bounces/cur")
        try world.folder.write("", to: "state/bounces/cur")
        let first = try #require(
            try await world.machine.deliveries().first {
                $0.entry.address?.hasPrefix("first@") == true
            })
        for number in 0..<150 {
            let text = report(
                to: "bounce+\(first.entry.id)@city.example", of: "<x@city.example>",
                for: "x@a.example")
            try world.folder.write(text, to: "state/bounces/new/1778573100.M\(number)P1.mx")
        }
        for _ in 0..<3 { _ = await world.machine.bounces.step(at: world.clock.now) }
        try await world.turn()
        // Their reports are stored all the same, and once.
        let state = try await states(world)["first"]
        #expect(state == ["refused", "250", "550"])
        #expect(world.folder.names(in: "state/bounces/new").count == 150)
        let told = try world.mails().filter { $0.text.contains("cannot be put away") }
        #expect(told.count == 1)
    }

    @Test func `a mail that cannot be read stays and is told`() async throws {
        let world = try await world(verp: "bounce+{id}@city.example")
        let path = world.folder.path + "/state/bounces/new/1778573100.M1P1.mx"
        // Nobody, not even root, can open a socket as a file.
        try makeSocket(at: path)
        try world.folder.write(
            "From: a@b.example\n\nOn holiday.\n", to: "state/bounces/new/1778573101.M1P1.mx")
        for _ in 0..<3 { _ = await world.machine.bounces.step(at: world.clock.now) }
        try await world.turn()
        #expect(world.folder.names(in: "state/bounces/new") == ["1778573100.M1P1.mx"])
        #expect(world.folder.names(in: "state/bounces/cur") == ["1778573101.M1P1.mx:2,S"])
        let told = try world.mails().filter { $0.text.contains("cannot be read: ") }
        #expect(told.count == 1)
    }

    /// Creates a directory entry that exists and cannot be opened.
    private func makeSocket(at path: String) throws {
        // The path of a socket is short, so the socket is created elsewhere and moved.
        let short = "/tmp/\(UUID().uuidString.prefix(8))"
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: short.utf8) }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let isBound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0
            }
        }
        guard isBound, rename(short, path) == 0 else { throw TestFailure("no socket at \(path)") }
    }
}
