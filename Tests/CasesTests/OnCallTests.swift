import Calendars
import Cases
import Deliveries
import JSON
import Queries
import Rules
import TestSupport
import Testing

/// Schedules as recipients of steps: people, and whoever is on call at the moment.
@Suite struct OnCallTests {
    private static func schedule(
        _ id: Schedule.ID, _ spans: (from: String, until: String, people: [Contact.ID])...
    ) throws -> Schedule {
        Schedule(
            id: id, zone: Founding.shanghai, layers: [],
            overrides: try spans.map { span in
                Override(
                    span: try Scenario.instant(span.from)..<Scenario.instant(span.until),
                    people: span.people.map { .contact($0) })
            })
    }

    /// Returns the founding rules, with a schedule as Anju's duty and, optionally, as the
    /// operators.
    private static func rules(
        _ schedules: [Schedule], steps: [EscalationStep], operators: [Recipient]? = nil,
        obligation: ObligationRule = Founding.committee
    ) throws -> PinnedRulebooks {
        let plain = try Founding.rulebook(steps: steps, obligations: [obligation]).current
        let anju = Unit(
            id: "anju", name: "anju", parent: "city-committee",
            roles: [.duty: [.schedule("anju-duty")], .leader: [.contact("anju-head")]])
        return PinnedRulebooks(
            current: Rulebook(
                digest: plain.digest,
                settings: Rulebook.Settings(
                    zone: Founding.shanghai, language: .english,
                    operators: operators ?? plain.settings.operators),
                units: plain.units.values.filter { $0.id != "anju" } + [anju],
                contacts: Array(plain.contacts.values), schedules: schedules,
                channels: Array(plain.channels.values), policies: Array(plain.policies.values),
                rules: plain.rules))
    }

    private static let steps = [
        EscalationStep(start: Founding.before(30), to: [.post(.owing, parents: 0, .duty)]),
        EscalationStep(
            start: Founding.after(0),
            to: [.named(.schedule("anju-duty")), .named(.contact("secretary"))]),
    ]

    @Test func `a step tells whoever is on call as it speaks, and the end is told to them`() throws
    {
        let duty = try Self.schedule(
            "anju-duty", ("16:00", "17:45", ["anju-duty"]),
            ("17:45", "23:00", ["government-duty", "secretary"]))
        var scenario = try Scenario(Self.rules([duty], steps: Self.steps))
        _ = try scenario.receive(Scenario.happened())
        #expect(
            try scenario.advance(to: "18:10") == [
                "17:30 approaching 1 anju-duty city@city-committee",
                "18:00 overdue 2 government-duty city@city-committee",
                "18:00 overdue 2 secretary city@city-committee",
                "18:00 exhausted  engineer city@city-committee",
            ])
        #expect(
            try scenario.receive(Scenario.report(at: "18:05")) == [
                "18:10 verdict city@city-committee late PT5M",
                "18:10 met  anju-duty city@city-committee",
                "18:10 met  government-duty city@city-committee",
                "18:10 met  secretary city@city-committee",
            ])
    }

    @Test func `a step in a gap finds nobody and gives way to the next at once`() throws {
        let duty = try Self.schedule("anju-duty", ("17:45", "23:00", ["anju-duty"]))
        var scenario = try Scenario(Self.rules([duty], steps: Self.steps))
        _ = try scenario.receive(Scenario.happened())
        #expect(
            try scenario.advance(to: "18:00") == [
                "17:30 fault urgent/city@city-committee nobody",
                "17:30 nobody  engineer city@city-committee",
                "17:30 approaching 2 secretary city@city-committee",
                "18:00 overdue 2 anju-duty city@city-committee",
                "18:00 overdue 2 secretary city@city-committee",
                "18:00 exhausted  engineer city@city-committee",
            ])
    }

    @Test func `what is said late is said to those who are on call now`() throws {
        let duty = try Self.schedule(
            "anju-duty", ("16:00", "18:30", ["anju-duty"]), ("18:30", "23:00", ["committee-duty"]))
        var scenario = try Scenario(Self.rules([duty], steps: Self.steps))
        _ = try scenario.receive(Scenario.happened())
        #expect(
            try scenario.jump(to: "19:00") == [
                "19:00 catch-up 1,2 committee-duty city@city-committee",
                "19:00 catch-up 2 secretary city@city-committee",
                "19:00 exhausted  engineer city@city-committee",
            ])
    }

    @Test func `a report that falls short goes back to the duty, or to the leader in a gap`() throws
    {
        let written = ObligationRule(
            name: "city", to: [["city-committee"]], due: Founding.within(hours: 2),
            policy: "press", forms: ["written"])
        let duty = try Self.schedule("anju-duty", ("17:00", "23:00", ["anju-duty", "secretary"]))
        var body = try Scenario.report(at: "16:00").object ?? JSONObject()
        body["stage"] = "city"
        body["form"] = "verbal"
        var scenario = try Scenario(Self.rules([duty], steps: Self.steps, obligation: written))
        _ = try scenario.receive(Scenario.happened())
        #expect(
            try scenario.receive(.object(body)).last
                == "16:00 insufficient  anju-head city@city-committee")
        _ = try scenario.advance(to: "17:00")
        body["id"] = "r-2"
        body["form"] = "hearsay"
        #expect(
            try scenario.receive(.object(body)).suffix(2) == [
                "17:00 insufficient  anju-duty city@city-committee",
                "17:00 insufficient  secretary city@city-committee",
            ])
    }

    @Test func `operators are those on call, and all of them where nobody is`() throws {
        let office = try Self.schedule(
            "office", ("16:00", "17:00", ["engineer"]), ("18:00", "19:00", ["secretary"]))
        let rulebook = try Self.rules(
            [office], steps: Self.steps,
            operators: [.schedule("office"), .schedule("office")]
        ).current
        func told(_ time: String) throws -> [String] {
            let operation = Delivery.Operation(kind: .recordRefused, detail: "x")
            return rulebook.operation(operation, at: try Scenario.instant(time)).map {
                $0.to.description
            }
        }
        #expect(try told("16:59") == ["contact:engineer"])
        #expect(try told("18:00") == ["contact:secretary"])
        #expect(try told("17:00") == ["contact:engineer", "contact:secretary"])
    }

    @Test func `an exhausted ladder is told to the operators of that hour, late as it is`() throws {
        let schedules = [
            try Self.schedule("anju-duty", ("16:00", "23:00", ["anju-duty"])),
            try Self.schedule(
                "office", ("16:00", "18:30", ["engineer"]), ("18:30", "23:00", ["government-duty"])),
        ]
        var scenario = try Scenario(
            Self.rules(schedules, steps: [Self.steps[0]], operators: [.schedule("office")]))
        _ = try scenario.receive(Scenario.happened())
        #expect(
            try scenario.jump(to: "19:00") == [
                "19:00 catch-up 1 anju-duty city@city-committee",
                "19:00 exhausted  government-duty city@city-committee",
            ])
    }

    @Test func `a test message goes to each of those on call`() throws {
        let duty = try Self.schedule("anju-duty", ("16:00", "17:00", ["anju-duty", "anju-head"]))
        let rulebook = try Self.rules([duty], steps: Self.steps).current
        let tests = rulebook.tests(.schedule("anju-duty"), at: try Scenario.instant("16:30"))
        #expect(
            tests.map(\.address) == ["anju-duty@example.org", "anju-head@example.org"])
        #expect(Set(tests.map(\.id)).count == 2)
        #expect(
            rulebook.tests(.schedule("anju-duty"), at: try Scenario.instant("17:00")).isEmpty)
        #expect(rulebook.tests(.schedule("nobody"), at: try Scenario.instant("16:30")).isEmpty)
    }

    @Test func `what is read back from our own calendar is the same schedule`() throws {
        let layers = [
            Layer(
                rotation: Rotation(
                    [[.contact("anju-duty")], [.contact("anju-head"), .contact("secretary")]],
                    turns: Turns(
                        from: try Scenario.instant("08:00"), every: [Period(days: 1)],
                        in: Founding.shanghai))),
            Layer(
                rotation: Rotation(
                    [[.contact("engineer")]],
                    turns: Turns(
                        from: try Scenario.instant("08:00"), every: [Period(days: 7)],
                        in: Founding.shanghai)),
                only: [WeeklyHours(days: [2, 4, 6], from: 1_320, until: 360)].compactMap(\.self)),
        ]
        let written = Schedule(id: "duty", zone: Founding.shanghai, layers: layers)
        let start = try Scenario.instant("08:00")
        let range = start..<start + .seconds(20 * 86_400)
        let named = Contact(
            id: "anju-head", name: "张伟, 区委办公室主任; \\ 一个很长很长很长很长很长很长很长的名字", title: nil,
            language: nil, zone: nil, reach: [])
        let rulebook = try Founding.rulebook(contacts: [named]).current
        let text = DutyCalendar([written], by: rulebook).text(in: range, at: start)
        let calendar = try ICalendar(Array(text.utf8), zone: .utc, zones: { _ in nil })
        let people = rulebook.contacts.values.map { ($0.name, [Recipient.contact($0.id)]) }
        let read = Schedule(
            id: "read", zone: .utc, layers: [],
            feeds: [Feed(calendar, people: Dictionary(uniqueKeysWithValues: people))])
        #expect(written.shifts(in: range).count > 30)
        #expect(read.shifts(in: range) == written.shifts(in: range))
        #expect(text.contains("\r\n "), "a name that long is folded")
    }
}
