import Calendars
import Cases
import JSON
import Rules
import TestSupport
import Testing

@Suite struct EscalationTests {
    @Test func `the founding case rings the right people at the right instants`() throws {
        var scenario = try Scenario(Founding.rulebook(), at: "16:05")
        #expect(
            try scenario.receive(Scenario.happened()) == [
                "16:05 opened city@city-committee due 18:00",
                "16:05 opened city@city-government due 18:00",
            ])
        #expect(
            try scenario.advance(to: "21:29") == [
                "17:30 approaching 1 anju-duty city@city-committee",
                "17:30 approaching 1 anju-duty city@city-government",
                "18:00 overdue 2 anju-head city@city-committee",
                "18:00 overdue 2 committee-duty city@city-committee",
                "18:00 overdue 2 anju-head city@city-government",
                "18:00 overdue 2 government-duty city@city-government",
                "19:00 still-overdue 3 committee-head city@city-committee",
                "19:00 still-overdue 3 government-head city@city-government",
                "20:00 still-overdue 4 secretary city@city-committee",
                "20:00 still-overdue 4 secretary city@city-government",
                "21:00 still-overdue 4 secretary city@city-committee",
                "21:00 still-overdue 4 secretary city@city-government",
            ])
        _ = try scenario.advance(to: "21:30")
        #expect(
            try scenario.receive(try Scenario.report(at: "21:30")) == [
                "21:30 verdict city@city-committee late PT3H30M",
                "21:30 met  anju-duty city@city-committee",
                "21:30 met  anju-head city@city-committee",
                "21:30 met  committee-duty city@city-committee",
                "21:30 met  committee-head city@city-committee",
                "21:30 met  secretary city@city-committee",
            ])
        #expect(
            try scenario.advance(to: "+09:00") == [
                "22:00 still-overdue 4 secretary city@city-government",
                "23:00 still-overdue 4 secretary city@city-government",
                "+00:00 still-overdue 4 secretary city@city-government",
                "+01:00 still-overdue 4 secretary city@city-government",
                "+02:00 still-overdue 4 secretary city@city-government",
                "+02:00 exhausted  engineer city@city-government",
            ])
        #expect(scenario.incident.wakeAt == nil)
        #expect(scenario.incident.isOpen)
    }

    @Test func `advancing twice to the same instant does nothing the second time`() throws {
        var scenario = try Scenario(Founding.rulebook(), at: "16:05")
        _ = try scenario.receive(Scenario.happened())
        #expect(try scenario.jump(to: "17:30").count == 2)
        let once = scenario.incident
        #expect(try scenario.jump(to: "17:30").isEmpty)
        #expect(scenario.incident == once)
        #expect(try scenario.jump(to: "17:10").isEmpty, "a stepped-back clock says nothing again")
    }

    @Test(arguments: [1, 2, 4])
    func `how often the loop runs between two steps changes no message`(minutes: Int) throws {
        var scenario = try Scenario(Founding.rulebook(), at: "16:05")
        _ = try scenario.receive(Scenario.happened())
        let start = scenario.now
        var told: [String] = []
        for minute in stride(from: 0, through: 180, by: minutes) {
            scenario.now = start + .seconds(minute * 60)
            for case .notice(let notice) in scenario.incident.advance(
                to: scenario.now, by: scenario.rules)
            {
                told.append("\(notice.reason) \(notice.to)")
            }
        }
        #expect(
            told == [
                "approaching contact:anju-duty", "approaching contact:anju-duty",
                "overdue contact:anju-head", "overdue contact:committee-duty",
                "overdue contact:anju-head", "overdue contact:government-duty",
                "stillOverdue contact:committee-head", "stillOverdue contact:government-head",
            ])
    }

    @Test func `an acknowledgement holds only the steps that ask for one, and only for a while`()
        throws
    {
        var scenario = try Scenario(Founding.rulebook(obligations: [Founding.committee]))
        _ = try scenario.receive(Scenario.happened())
        _ = try scenario.advance(to: "18:50")
        #expect(try scenario.receive(try Scenario.acknowledgement(at: "18:50")).isEmpty)
        #expect(try scenario.advance(to: "19:19").isEmpty)
        #expect(
            try scenario.advance(to: "20:00") == [
                "19:20 still-overdue 3 committee-head city@city-committee",
                "20:00 still-overdue 4 secretary city@city-committee",
            ])
    }

    @Test func `an acknowledgement of one obligation leaves the others ringing`() throws {
        var scenario = try Scenario(Founding.rulebook())
        _ = try scenario.receive(Scenario.happened())
        _ = try scenario.advance(to: "18:50")
        _ = try scenario.receive(
            try Scenario.acknowledgement(at: "18:50", obligation: "urgent/city@city-committee"))
        #expect(
            try scenario.advance(to: "19:00") == [
                "19:00 still-overdue 3 government-head city@city-government"
            ])
    }

    @Test func `after a stop every missed step speaks once and repeats collapse into one`() throws {
        var scenario = try Scenario(Founding.rulebook(obligations: [Founding.committee]))
        _ = try scenario.receive(Scenario.happened())
        #expect(
            try scenario.jump(to: "22:10") == [
                "22:10 catch-up 1 anju-duty city@city-committee",
                "22:10 catch-up 2 anju-head city@city-committee",
                "22:10 catch-up 2 committee-duty city@city-committee",
                "22:10 catch-up 3 committee-head city@city-committee",
                "22:10 catch-up 4 secretary city@city-committee",
            ])
        #expect(
            try scenario.advance(to: "23:00") == [
                "23:00 still-overdue 4 secretary city@city-committee"
            ], "the step's clock has not drifted")
    }

    @Test func `a case born overdue tells each person once`() throws {
        let both =
            Founding.steps + [
                EscalationStep(start: Founding.after(30), to: [.named(.contact("anju-head"))])
            ]
        var scenario = try Scenario(
            Founding.rulebook(steps: both, obligations: [Founding.committee]), at: "19:10")
        #expect(
            try scenario.receive(Scenario.happened()) == [
                "19:10 opened city@city-committee due 18:00",
                "19:10 catch-up 1 anju-duty city@city-committee",
                "19:10 catch-up 2,5 anju-head city@city-committee",
                "19:10 catch-up 2 committee-duty city@city-committee",
                "19:10 catch-up 3 committee-head city@city-committee",
            ])
    }

    @Test func `a step that finds nobody gives way to the next at once`() throws {
        let steps = [
            EscalationStep(start: Founding.before(30), to: [.post(.owing, parents: 0, .duty)]),
            EscalationStep(start: Founding.after(0), to: [.named(.contact("secretary"))]),
        ]
        var scenario = try Scenario(
            Founding.rulebook(steps: steps, obligations: [Founding.committee]))
        _ = try scenario.receive(Scenario.happened(unit: "lonely"))
        #expect(
            try scenario.advance(to: "18:30") == [
                "17:30 fault urgent/city@city-committee nobody",
                "17:30 nobody  engineer city@city-committee",
                "17:30 approaching 2 secretary city@city-committee",
                "18:00 overdue 2 secretary city@city-committee",
                "18:00 exhausted  engineer city@city-committee",
            ], "and speaks once more at its own time")
    }

    @Test func `a further way to reach someone is used when nobody acknowledged`() throws {
        let patient = Founding.contact(
            "anju-duty",
            reach: [
                Contact.Method(channel: "mail", address: "a@example.org", after: nil),
                Contact.Method(channel: "phone", address: nil, after: .seconds(300)),
            ])
        let rules = try Founding.rulebook(obligations: [Founding.committee], contacts: [patient])
        var scenario = try Scenario(rules)
        _ = try scenario.receive(Scenario.happened())
        #expect(
            try scenario.advance(to: "17:59") == [
                "17:30 approaching 1 anju-duty city@city-committee",
                "17:35 approaching 1 anju-duty city@city-committee",
            ])
        var calm = try Scenario(rules)
        _ = try calm.receive(Scenario.happened())
        _ = try calm.advance(to: "17:30")
        _ = try calm.receive(try Scenario.acknowledgement(at: "17:32"))
        #expect(try calm.advance(to: "17:59").isEmpty)
    }

    @Test func `a further way that is used after the deadline says what is true by then`() throws {
        let patient = Founding.contact(
            "anju-duty",
            reach: [
                Contact.Method(channel: "mail", address: "a@example.org", after: nil),
                Contact.Method(channel: "phone", address: nil, after: .seconds(2_400)),
            ])
        let rules = try Founding.rulebook(obligations: [Founding.committee], contacts: [patient])
        var scenario = try Scenario(rules)
        _ = try scenario.receive(Scenario.happened())
        _ = try scenario.advance(to: "18:09")
        let effects = scenario.incident.advance(to: try Scenario.instant("18:10"), by: rules)
        guard case .notice(let notice) = try #require(effects.first) else {
            Issue.record("\(effects)")
            return
        }
        #expect(notice.channel == "phone")
        #expect(notice.reason == .overdue)
        #expect(try notice.expiresAt == Scenario.instant("19:00"), "until the next step speaks")
    }

    @Test func `a step counted from the opening speaks before the deadline as opened`() throws {
        let steps = [
            EscalationStep(
                start: .opened(.exactly(.seconds(300))), to: [.post(.owing, parents: 0, .duty)]),
            EscalationStep(start: Founding.after(0), to: [.named(.contact("secretary"))]),
        ]
        var scenario = try Scenario(
            Founding.rulebook(steps: steps, obligations: [Founding.committee]), at: "16:10")
        _ = try scenario.receive(Scenario.happened())
        #expect(
            try scenario.advance(to: "18:00") == [
                "16:15 opened 1 anju-duty city@city-committee",
                "18:00 overdue 2 secretary city@city-committee",
                "18:00 exhausted  engineer city@city-committee",
            ])
    }
}
