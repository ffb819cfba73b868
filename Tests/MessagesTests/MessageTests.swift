import Calendars
import Cases
import Deliveries
import JSON
import Messages
import Rules
import TestSupport
import Testing

@Suite struct MessageTests {
    /// Returns the messages sent as a case is advanced to a time.
    static func messages(at time: String, title: JSON = "Gas explosion") throws -> [Message] {
        let rules = try Founding.rulebook()
        var scenario = try Scenario(rules)
        var body = Scenario.happened().object ?? JSONObject()
        body["title"] = title
        _ = try scenario.receive(.object(body))
        scenario.now = try Scenario.instant(time)
        let effects = scenario.incident.advance(to: scenario.now, by: rules)
        let deliveries = scenario.incident.post(effects, at: scenario.now, by: rules.current)
        return deliveries.compactMap {
            Message(
                [$0], of: [scenario.incident.id: scenario.incident], at: scenario.now,
                by: rules.current)
        }
    }

    @Test func `what one person is told at one moment is one message`() throws {
        let messages = try Self.messages(at: "17:30")
        #expect(messages.count == 1)
        #expect(
            messages.first?.subject
                == "[DUE SOON] Gas explosion · anju must report to city-committee and "
                + "city-government"
        )
        #expect(
            messages.first?.text == """
                Gas explosion (i-1, major)
                DUE SOON — 30 min left: anju must report to city-committee and city-government
                Action: Report before the deadline.
                Occurred: 16:00 on 12 May 2026 (Asia/Shanghai)
                Due: 18:00 on 12 May 2026 (Asia/Shanghai)
                Rule: Urgent information

                --\u{20}
                Sent by Duebell.

                """)
        #expect(messages.first?.type == "incident.report_approaching")
    }

    @Test func `a hostile title passes for nothing but a title`() throws {
        let title: JSON = "x\r\nBcc: all@example.org\u{2028}<script>alert(1)</script>"
        let message = try #require(try Self.messages(at: "17:30", title: title).first)
        #expect(!message.subject.contains { $0.isNewline })
        #expect(!message.text.contains("\nBcc"))
        #expect(!message.html.contains("<script>"))
        #expect(message.html.contains("&lt;script&gt;"))
    }

    @Test func `a delivery that was stored and read again is the same`() throws {
        let rules = try Founding.rulebook()
        var scenario = try Scenario(rules)
        _ = try scenario.receive(Scenario.happened())
        scenario.now = try Scenario.instant("22:00")
        let effects = scenario.incident.advance(to: scenario.now, by: rules)
        let deliveries = scenario.incident.post(effects, at: scenario.now, by: rules.current)
        #expect(deliveries.count == 7)
        for delivery in deliveries {
            #expect(try Delivery(delivery.envelope, payload: delivery.payload()) == delivery)
        }
        #expect(Set(deliveries.map(\.id)).count == deliveries.count)
    }

    @Test func `what has been reported meanwhile is left out, and what says nothing is not sent`()
        throws
    {
        let rules = try Founding.rulebook()
        var scenario = try Scenario(rules)
        _ = try scenario.receive(Scenario.happened())
        scenario.now = try Scenario.instant("17:30")
        let effects = scenario.incident.advance(to: scenario.now, by: rules)
        let deliveries = scenario.incident.post(effects, at: scenario.now, by: rules.current)
        _ = try scenario.receive(try Scenario.report(at: "17:31"))
        let half = Message(
            deliveries, of: [scenario.incident.id: scenario.incident], at: scenario.now,
            by: rules.current)
        #expect(half?.subject == "[DUE SOON] Gas explosion · anju must report to city-government")
        _ = try scenario.receive(try Scenario.report("r-2", to: "city-government", at: "17:32"))
        #expect(
            Message(
                deliveries, of: [scenario.incident.id: scenario.incident], at: scenario.now,
                by: rules.current) == nil)
    }

    @Test(arguments: Notice.Reason.allCases, Language.allCases)
    func `every reason has words in every language`(reason: Notice.Reason, language: Language)
        throws
    {
        let rules = try Founding.rulebook()
        var scenario = try Scenario(rules)
        _ = try scenario.receive(Scenario.happened())
        let reader = Contact(
            id: "engineer", name: "engineer", title: nil, language: language, zone: nil,
            reach: [Contact.Method(channel: "mail", address: "e@example.org", after: nil)])
        let rulebook = try Founding.rulebook(contacts: [reader]).current
        let item = Delivery.Item(
            reason: reason, obligation: scenario.incident.obligations[0].id, steps: [1],
            dueAt: scenario.now, detail: nil)
        let delivery = Delivery(
            id: "d", group: "g", matter: .incident("i-1", [item]), to: .contact("engineer"),
            via: nil, reach: 0, channel: "mail", address: nil, decidedAt: scenario.now,
            dueAt: scenario.now, expiresAt: nil)
        let message = try #require(
            Message(
                [delivery], of: [scenario.incident.id: scenario.incident], at: scenario.now,
                by: rulebook, as: .show))
        let mark: Character = language == .chinese ? "【" : "["
        #expect(message.subject.first == mark)
        #expect(message.text.count > 100)
    }
}

@Suite struct SimulationTests {
    @Test func `a simulation gives the same notices as a case moved by hand`() throws {
        let rules = try Founding.rulebook()
        let bodies = [Scenario.happened(), try Scenario.report(at: "21:30")]
        let records = try bodies.map { body in
            try Record.read(
                body, arrivedAt: try #require(Record.effectiveAt(body)), origin: "test")
        }
        let lines = Simulation(rules: rules).run(records).map {
            $0.json(in: FaultPhrases.program).serialized()
        }
        #expect(lines.count == 26)
        #expect(
            lines.first == """
                {"at":"2026-05-12T08:00:00Z","type":"opened","incident":"i-1",\
                "obligation":"urgent/city@city-committee","dueAt":"2026-05-12T10:00:00Z"}
                """)
        #expect(
            lines[2] == """
                {"at":"2026-05-12T09:30:00Z","type":"notice","incident":"i-1",\
                "obligation":"urgent/city@city-committee","step":1,"to":"contact:anju-duty",\
                "channel":"mail","address":"anju-duty@example.org","reason":"approaching"}
                """)
        #expect(
            lines.last == """
                {"at":"2026-05-12T18:00:00Z","type":"notice","incident":"i-1",\
                "obligation":"urgent/city@city-government","to":"contact:engineer",\
                "channel":"mail","address":"engineer@example.org","reason":"exhausted"}
                """)
    }

    @Test func `what lies before the start arrives at the start`() throws {
        let body = Scenario.happened()
        let record = try Record.read(
            body, arrivedAt: try #require(Record.effectiveAt(body)), origin: "test")
        let start = try Scenario.instant("18:30")
        let lines = Simulation(rules: try Founding.rulebook(), from: start, until: start)
            .run([record])
        #expect(lines.allSatisfy { $0.at == start })
        #expect(lines.count == 8)
    }
}
