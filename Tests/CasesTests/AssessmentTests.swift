import Calendars
import Cases
import JSON
import Rules
import TestSupport
import Testing

@Suite struct AssessmentTests {
    @Test(arguments: [
        ("17:59", "on-time"), ("18:00", "on-time"), ("18:01", "late PT1M"),
        ("21:30", "late PT3H30M"),
    ])
    func `a report is on time up to the deadline itself`(time: String, verdict: String) throws {
        var scenario = try Scenario(Founding.rulebook(obligations: [Founding.committee]))
        _ = try scenario.receive(Scenario.happened())
        let lines = try scenario.receive(try Scenario.report(at: time))
        #expect(lines.first == "16:00 verdict city@city-committee \(verdict)")
    }

    @Test func `a report that came before its incident counts`() throws {
        var scenario = try Scenario(Founding.rulebook(obligations: [Founding.committee]))
        #expect(try scenario.receive(try Scenario.report(at: "17:00")).isEmpty)
        #expect(
            try scenario.receive(Scenario.happened()) == [
                "16:00 opened city@city-committee due 18:00",
                "16:00 verdict city@city-committee on-time",
            ])
        #expect(scenario.incident.wakeAt == nil)
    }

    @Test func `the earliest report decides whatever order the records came in`() throws {
        var scenario = try Scenario(
            Founding.rulebook(obligations: [Founding.committee]), at: "21:00")
        _ = try scenario.receive(Scenario.happened())
        _ = try scenario.receive(try Scenario.report("late", at: "20:00"))
        let lines = try scenario.receive(try Scenario.report("early", at: "17:00"))
        #expect(
            lines == [
                "21:00 verdict city@city-committee on-time",
                "21:00 fault urgent/city@city-committee feed-late",
            ])
    }

    @Test func `a record taken twice changes nothing`() throws {
        var scenario = try Scenario(Founding.rulebook())
        _ = try scenario.receive(Scenario.happened())
        _ = try scenario.receive(try Scenario.report(at: "17:00"))
        let once = scenario.incident
        #expect(try scenario.receive(Scenario.happened()).isEmpty)
        #expect(try scenario.receive(try Scenario.report(at: "17:00")).isEmpty)
        #expect(scenario.incident == once)
    }

    @Test func `a report to both offices in one record meets both`() throws {
        var scenario = try Scenario(Founding.rulebook())
        _ = try scenario.receive(Scenario.happened())
        let lines = try scenario.receive(
            try Scenario.report(to: ["city-committee", "city-government"], at: "17:00"))
        #expect(lines.count == 2)
        #expect(!scenario.incident.isOpen)
    }

    @Test func `a report from somebody else meets nothing`() throws {
        var scenario = try Scenario(Founding.rulebook())
        _ = try scenario.receive(Scenario.happened())
        #expect(
            try scenario.receive(try Scenario.report(from: "lonely", at: "17:00")) == [
                "16:00 fault report r-1 unmatched"
            ])
        #expect(scenario.incident.isOpen)
    }

    @Test func `going over the head of the own level is a fault, and the report still counts`()
        throws
    {
        var scenario = try Scenario(
            Founding.rulebook(obligations: [Founding.committee, Founding.province]))
        _ = try scenario.receive(Scenario.happened())
        let lines = try scenario.receive(
            try Scenario.report("up", from: "city-committee", to: "province", at: "17:00"))
        #expect(
            lines == [
                "16:00 verdict province@province on-time",
                "16:00 fault urgent/province@province bypassed",
            ])
        let cleared = try scenario.receive(try Scenario.report("own", at: "16:30"))
        #expect(cleared.contains("16:00 cleared urgent/province@province bypassed"))
    }

    @Test func `a report for a stage counts for that stage only`() throws {
        let final = ObligationRule(
            name: "final", to: [["city-committee"]], due: Founding.within(hours: 72),
            policy: "press")
        var scenario = try Scenario(Founding.rulebook(obligations: [Founding.committee, final]))
        _ = try scenario.receive(Scenario.happened())
        var body = try Scenario.report(at: "17:00").object ?? JSONObject()
        body["stage"] = "final"
        #expect(
            try scenario.receive(.object(body)) == [
                "16:00 verdict final@city-committee on-time"
            ])
    }

    @Test func `a report in the wrong form is insufficient, with the reason`() throws {
        let written = ObligationRule(
            name: "city", to: [["city-committee"]], due: Founding.within(hours: 2),
            policy: "press", forms: ["written"],
            accepts: [.init(try Condition(["!": [["missing": ["report.text"]]]]))])
        var scenario = try Scenario(Founding.rulebook(obligations: [written]))
        _ = try scenario.receive(Scenario.happened())
        var body = try Scenario.report(at: "17:00").object ?? JSONObject()
        body["stage"] = "city"
        body["form"] = "verbal"
        #expect(
            try scenario.receive(.object(body)) == [
                "16:00 fault urgent/city@city-committee insufficient",
                "16:00 insufficient  anju-duty city@city-committee",
            ])
        body["form"] = "written"
        body["id"] = "r-2"
        #expect(try scenario.receive(.object(body)).count == 2, "it has no text")
        body["text"] = "What happened."
        body["id"] = "r-3"
        #expect(
            try scenario.receive(.object(body)) == ["16:00 verdict city@city-committee on-time"])
    }

    @Test func `what expires unreported is missed for good, and everybody concerned is told`()
        throws
    {
        let short = ObligationRule(
            name: "city", to: [["city-committee"]], due: Founding.within(hours: 2),
            policy: "press", expires: .exactly(.seconds(1_800)))
        var scenario = try Scenario(Founding.rulebook(obligations: [short]))
        _ = try scenario.receive(Scenario.happened())
        let lines = try scenario.advance(to: "23:00")
        #expect(
            lines.suffix(5) == [
                "18:30 verdict city@city-committee missed",
                "18:30 missed  anju-duty city@city-committee",
                "18:30 missed  anju-head city@city-committee",
                "18:30 missed  committee-duty city@city-committee",
                "18:30 missed  engineer city@city-committee",
            ])
        #expect(try scenario.receive(try Scenario.report(at: "22:00")).isEmpty)
        #expect(
            try scenario.receive(try Scenario.report("r-2", at: "18:20")) == [
                "23:00 verdict city@city-committee late PT20M",
                "23:00 met  anju-duty city@city-committee",
                "23:00 met  anju-head city@city-committee",
                "23:00 met  committee-duty city@city-committee",
            ], "it had been handed in while it was looked for; only the record came late")
    }
}

@Suite struct OpeningTests {
    @Test func `a condition over an absent value is seen and told, never a silent no`() throws {
        var scenario = try Scenario(
            Founding.rulebook(when: [">=": [["var": "incident.facts.deaths"], 3]]))
        #expect(
            try scenario.receive(Scenario.happened()) == [
                "16:00 fault urgent undecidable", "16:00 undecidable  engineer",
            ])
        #expect(try scenario.receive(Scenario.happened()).isEmpty, "told once")
        var body = Scenario.happened().object ?? JSONObject()
        body["facts"] = ["deaths": 3]
        #expect(
            try scenario.receive(.object(body)) == [
                "16:00 cleared urgent undecidable",
                "16:00 opened city@city-committee due 18:00",
                "16:00 opened city@city-government due 18:00",
            ])
    }

    @Test func `a unit nobody knows cannot be required to report, and the operators hear of it`()
        throws
    {
        var scenario = try Scenario(Founding.rulebook())
        #expect(
            try scenario.receive(Scenario.happened(unit: "nowhere")) == [
                "16:00 fault incident i-1 unmatched", "16:00 misnamed  engineer",
            ])
    }

    @Test func `an anchor not known yet leaves the obligation not started`() throws {
        let late = ObligationRule(
            name: "city", to: [["city-committee"]],
            due: Founding.within(hours: 4, of: .time("classified")), policy: "press")
        var scenario = try Scenario(Founding.rulebook(obligations: [late]))
        #expect(
            try scenario.receive(Scenario.happened()) == [
                "16:00 not-started city@city-committee classified"
            ])
        #expect(scenario.incident.wakeAt == nil)
        var body = Scenario.happened().object ?? JSONObject()
        body["times"] = ["classified": "2026-05-12T17:00:00+08:00"]
        #expect(
            try scenario.receive(.object(body)) == [
                "16:00 opened city@city-committee due 21:00"
            ])
    }

    @Test func `an hour deadline on a bare date does not start at midnight`() throws {
        var body = Scenario.happened().object ?? JSONObject()
        body["occurredAt"] = "2026-05-12"
        var scenario = try Scenario(Founding.rulebook(obligations: [Founding.committee]))
        #expect(
            try scenario.receive(.object(body)) == [
                "16:00 not-started city@city-committee "
                    + "occurred: 2026-05-12 is a date without a time of day"
            ])
    }

    @Test func `an edited rulebook moves nothing that is open`() throws {
        var scenario = try Scenario(Founding.rulebook(obligations: [Founding.committee]))
        _ = try scenario.receive(Scenario.happened())
        let longer = ObligationRule(
            name: "city", to: [["city-committee"]], due: Founding.within(hours: 9),
            policy: "press")
        scenario.rules.enforce(
            try Founding.rulebook(obligations: [longer], digest: "rules-2").current)
        _ = try scenario.receive(Scenario.happened(severity: "critical"))
        #expect(
            try scenario.advance(to: "17:30") == [
                "17:30 approaching 1 anju-duty city@city-committee"
            ])
    }

    @Test func `a corrected fact moves the deadline, and steps ahead speak again`() throws {
        var scenario = try Scenario(Founding.rulebook(obligations: [Founding.committee]))
        _ = try scenario.receive(Scenario.happened())
        _ = try scenario.advance(to: "17:40")
        var body = Scenario.happened().object ?? JSONObject()
        body["occurredAt"] = "2026-05-12T17:00:00+08:00"
        #expect(
            try scenario.receive(.object(body)) == [
                "17:40 moved city@city-committee due 19:00"
            ])
        #expect(
            try scenario.advance(to: "18:30") == [
                "18:30 approaching 1 anju-duty city@city-committee"
            ])
    }

    @Test func `what was said earlier does not overrule what was said later`() throws {
        func body(_ severity: JSON, at time: String) -> JSON {
            var body = Scenario.happened(severity: severity).object ?? JSONObject()
            body["at"] = .string(time)
            return .object(body)
        }
        var scenario = try Scenario(Founding.rulebook(obligations: [Founding.committee]))
        _ = try scenario.receive(body("critical", at: "2026-05-12T17:00:00+08:00"))
        _ = try scenario.receive(body("minor", at: "2026-05-12T16:10:00+08:00"))
        #expect(scenario.incident.incident?.facts["severity"] == "critical")
    }

    @Test func `closing starts what is counted from the closing, and reopening halts it`() throws {
        let review = ObligationRule(
            name: "review", to: [["city-committee"]],
            due: Founding.within(hours: 1, of: .closed), policy: "press")
        var scenario = try Scenario(Founding.rulebook(obligations: [review]))
        _ = try scenario.receive(Scenario.happened())
        let closing: JSON = [
            "type": "closure", "incident": "i-1", "at": "2026-05-12T16:00:00+08:00",
        ]
        #expect(
            try scenario.receive(closing) == ["16:00 opened review@city-committee due 17:00"])
        let reopening: JSON = [
            "type": "reopening", "incident": "i-1", "at": "2026-05-12T16:20:00+08:00",
        ]
        #expect(
            try scenario.receive(reopening) == ["16:00 not-started review@city-committee closed"])
    }
}
