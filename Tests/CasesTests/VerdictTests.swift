import Calendars
import Cases
import JSON
import Rules
import TestSupport
import Testing

/// Kinds of false verdicts that were found in use, each with its siblings.
@Suite struct VerdictTests {
    static func record(_ type: JSON, at time: String, _ more: JSONObject = [:]) throws -> JSON {
        try ReliefTests.record(type, at: time, more)
    }

    static func verdicts(_ scenario: Scenario) -> [String] {
        scenario.incident.obligations.map { obligation in
            "\(obligation.label) \(obligation.verdict?.name ?? "open")"
        }.sorted()
    }

    static func duty(
        _ name: String, hours: Int, to: [[UnitReference]] = [["city-committee"]],
        of anchor: Anchor = .occurred, on trigger: Trigger = .incident, forms: [String]? = nil,
        repeats: Period? = nil
    ) -> ObligationRule {
        ObligationRule(
            name: name, on: trigger, to: to, due: Founding.within(hours: hours, of: anchor),
            policy: "press", forms: forms, repeats: repeats)
    }

    // MARK: Stages

    @Test func `a report without a stage meets the next stage only, the second the one after`()
        throws
    {
        var scenario = try Scenario(
            Founding.rulebook(obligations: [
                Self.duty("warning", hours: 24), Self.duty("notification", hours: 72),
            ]))
        _ = try scenario.receive(Scenario.happened())
        _ = try scenario.receive(try Scenario.report("a", at: "17:00"))
        #expect(Self.verdicts(scenario) == ["urgent/notification open", "urgent/warning on-time"])
        _ = try scenario.receive(try Scenario.report("b", at: "18:00"))
        #expect(Self.verdicts(scenario).allSatisfy { $0.hasSuffix("on-time") })
        #expect(try scenario.receive(try Scenario.report("c", at: "19:00")).isEmpty, "a supplement")
    }

    @Test func `a written report meets what is due in any form and what is due in writing`() throws
    {
        var scenario = try Scenario(
            Founding.rulebook(obligations: [
                Self.duty("phone", hours: 2), Self.duty("written", hours: 2, forms: ["written"]),
            ]))
        _ = try scenario.receive(Scenario.happened())
        var body = try Scenario.report(at: "17:00").object ?? JSONObject()
        body["form"] = "written"
        _ = try scenario.receive(.object(body))
        #expect(Self.verdicts(scenario) == ["urgent/phone on-time", "urgent/written on-time"])
    }

    @Test func `a correction counts for nothing that the corrected report could not`() throws {
        var scenario = try Scenario(
            Founding.rulebook(obligations: [
                Self.duty("warning", hours: 24), Self.duty("notification", hours: 72),
            ]))
        _ = try scenario.receive(Scenario.happened())
        _ = try scenario.receive(try Scenario.report("a", at: "17:00"))
        var body = try Scenario.report("b", at: "18:00").object ?? JSONObject()
        body["corrects"] = "a"
        _ = try scenario.receive(.object(body))
        #expect(Self.verdicts(scenario) == ["urgent/notification open", "urgent/warning on-time"])
        _ = try scenario.receive(try Self.record("retraction", at: "18:30", ["report": "a"]))
        let warning = scenario.incident.obligations.first { $0.name == "warning" }
        #expect(warning?.verdict?.report == "b")
    }

    @Test func `a retracted report is passed over, and the clock it started stays`() throws {
        var scenario = try Scenario(
            Founding.rulebook(obligations: [
                Self.duty("initial", hours: 2),
                Self.duty("final", hours: 5, of: .submitted("initial")),
            ]))
        _ = try scenario.receive(Scenario.happened())
        _ = try scenario.receive(try Scenario.report("a", at: "16:30"))
        _ = try scenario.receive(try Self.record("retraction", at: "16:40", ["report": "a"]))
        _ = try scenario.receive(try Scenario.report("b", at: "17:30"))
        let initial = scenario.incident.obligations.first { $0.name == "initial" }
        let final = scenario.incident.obligations.first { $0.name == "final" }
        #expect(initial?.verdict?.report == "b")
        #expect(final?.verdict == nil)
        #expect(final?.dueAt == (try Scenario.instant("21:30")))
    }

    @Test func `an instruction is answered only by a report that names it`() throws {
        let answer = Self.duty("answer", hours: 2, of: .time("instructed"), on: .instruction)
        var scenario = try Scenario(Founding.rulebook(obligations: [answer]))
        _ = try scenario.receive(Scenario.happened())
        _ = try scenario.receive(
            try Self.record("instruction", at: "16:00", ["id": "ins-1", "text": "Why?"]))
        _ = try scenario.receive(try Scenario.report("a", at: "17:00"))
        #expect(Self.verdicts(scenario) == ["urgent/answer~ins-1 open"])
        var body = try Scenario.report("b", at: "17:10").object ?? JSONObject()
        body["instruction"] = "ins-1"
        _ = try scenario.receive(.object(body))
        #expect(Self.verdicts(scenario) == ["urgent/answer~ins-1 on-time"])
    }
}

/// Records whose own time lies ahead.
@Suite struct AheadTests {
    private static func receive(_ body: JSON, _ scenario: inout Scenario) throws -> [String] {
        let record = try Record.read(body, arrivedAt: scenario.now, origin: "test")
        let effects = scenario.incident.receive([record], at: scenario.now, by: scenario.rules)
        return (effects + scenario.incident.advance(to: scenario.now, by: scenario.rules))
            .map(Timeline.text)
    }

    @Test func `a report from the future meets nothing until its time, and is told of at once`()
        throws
    {
        var scenario = try Scenario(Founding.rulebook(obligations: [Founding.committee]))
        _ = try scenario.receive(Scenario.happened())
        #expect(
            try Self.receive(try Scenario.report(at: "17:00"), &scenario) == [
                "fault report r-1 implausible", "implausible  engineer",
                "implausible  committee-duty",
            ])
        #expect(scenario.incident.isOpen)
        #expect(scenario.incident.wakeAt == (try Scenario.instant("17:00")))
        #expect(try Case(encoded: scenario.incident.encoded()) == scenario.incident)
        #expect(
            try scenario.advance(to: "17:30") == ["17:00 verdict city@city-committee on-time"])
    }

    @Test(arguments: ["closure", "waiver", "retraction", "acknowledgement"])
    func `a statement from the future has no effect before its time`(type: String) throws {
        var scenario = try Scenario(Founding.rulebook(obligations: [Founding.committee]))
        _ = try scenario.receive(Scenario.happened())
        if type == "retraction" { _ = try scenario.receive(try Scenario.report(at: "16:00")) }
        let wasOpen = scenario.incident.isOpen
        let body = try ReliefTests.record(
            .string(type), at: "20:00", ["obligation": "city", "report": "r-1"])
        let lines = try Self.receive(body, &scenario)
        #expect(lines.count { $0.hasPrefix("implausible") } == 2)
        #expect(scenario.incident.isOpen == wasOpen)
        #expect(scenario.incident.closedAt == nil)
        #expect(scenario.incident.ahead.count == 1)
        _ = try scenario.advance(to: "20:00")
        #expect(scenario.incident.ahead.isEmpty)
        #expect(scenario.incident.faults.isEmpty)
    }

    @Test func `a few minutes of clock skew are waited for without a word`() throws {
        var scenario = try Scenario(Founding.rulebook(obligations: [Founding.committee]))
        _ = try scenario.receive(Scenario.happened())
        #expect(try Self.receive(try Scenario.report(at: "16:04"), &scenario).isEmpty)
        #expect(
            try scenario.advance(to: "16:10") == ["16:04 verdict city@city-committee on-time"])
    }

    @Test func `an incident that says it lies ahead is told of, and its clock runs from then`()
        throws
    {
        var scenario = try Scenario(
            Founding.rulebook(obligations: [Founding.committee]), at: "12:00")
        #expect(
            try Self.receive(Scenario.happened(), &scenario) == [
                "opened city@city-committee due 18:00", "fault incident i-1 implausible",
                "implausible  engineer", "implausible  committee-duty",
            ])
    }
}

/// Closings, reopenings, and units that were passed over.
@Suite struct ClosingTests {
    @Test func `what was due at the closing is missed then and there, and a reopening undoes it`()
        throws
    {
        var scenario = try Scenario(Founding.rulebook())
        _ = try scenario.receive(Scenario.happened())
        _ = try scenario.advance(to: "19:00")
        _ = try scenario.receive(try Scenario.report(at: "19:00"))
        _ = try scenario.receive(try ReliefTests.record("closure", at: "19:00"))
        #expect(
            scenario.incident.obligations.map { $0.verdict?.name } == ["late", "missed"])
        _ = try scenario.receive(
            try Scenario.report("late", to: "city-government", at: "20:00"))
        #expect(scenario.incident.obligations[1].verdict?.name == "missed", "too late")
        _ = try scenario.receive(
            try Scenario.report("early", to: "city-government", at: "18:30"))
        #expect(scenario.incident.obligations[1].verdict?.report == "early", "its record came late")
        _ = try scenario.receive(
            try ReliefTests.record("retraction", at: "20:00", ["report": "early"]))
        #expect(scenario.incident.obligations[1].verdict?.name == "missed")
        _ = try scenario.advance(to: "21:00")
        _ = try scenario.receive(try ReliefTests.record("reopening", at: "21:00"))
        #expect(scenario.incident.obligations[1].verdict?.report == "late")
    }

    @Test(arguments: [false, true])
    func `nothing is owed for the days an incident was closed`(asIfOpen: Bool) throws {
        let daily = VerdictTests.duty("daily", hours: 2, repeats: .exactly(.seconds(7_200)))
        var scenario = try Scenario(Founding.rulebook(obligations: [daily]))
        _ = try scenario.receive(Scenario.happened())
        _ = try scenario.receive(try Scenario.report("a", at: "17:00"))
        _ = try scenario.advance(to: "18:30")
        _ = try scenario.receive(try ReliefTests.record("closure", at: "18:30"))
        _ = try scenario.advance(to: "+01:00")
        var body = try ReliefTests.record("reopening", at: "+01:00").object ?? JSONObject()
        body["asIfOpen"] = .bool(asIfOpen)
        _ = try scenario.receive(.object(body))
        _ = try scenario.advance(to: "+01:30")
        _ = try scenario.receive(try Scenario.report("b", at: "+01:30"))
        let met = scenario.incident.obligations.last { $0.verdict != nil }
        #expect(met?.occurrence == 5)
        #expect(met?.verdict?.outcome == .onTime)
        let open = scenario.incident.obligations.count(where: \.isOpen)
        #expect(open == (asIfOpen ? 3 : 0))
    }

    @Test func `a unit that was passed over hears of it at once, and one report to both is none`()
        throws
    {
        var rules = try Founding.rulebook(obligations: [Founding.committee])
        let units =
            Founding.units.filter { $0.id != "city-committee" } + [
                Founding.unit(
                    "city-committee", parent: "province", duty: "committee-duty",
                    leader: "committee-head")
            ]
        let old = rules.current
        rules = PinnedRulebooks(
            current: Rulebook(
                digest: "d", settings: old.settings, units: units,
                contacts: Array(old.contacts.values), channels: Array(old.channels.values),
                policies: Array(old.policies.values), rules: old.rules))
        var scenario = try Scenario(rules)
        _ = try scenario.receive(Scenario.happened())
        #expect(
            try scenario.receive(try Scenario.report(to: "province", at: "16:31")) == [
                "16:00 fault urgent/city@city-committee bypassed",
                "16:00 bypassed  committee-duty city@city-committee",
            ])
        #expect(
            try scenario.receive(
                try ReliefTests.record(
                    "finding", at: "16:40", ["fault": "bypassed", "result": "dismissed"])) == [
                    "16:00 cleared urgent/city@city-committee bypassed"
                ])
        var other = try Scenario(rules)
        _ = try other.receive(Scenario.happened())
        #expect(
            try other.receive(
                try Scenario.report(to: ["city-committee", "province"], at: "16:31")) == [
                    "16:00 verdict city@city-committee on-time"
                ])
        var minor = try Scenario(rules)
        _ = try minor.receive(Scenario.happened(severity: "minor"))
        #expect(
            try minor.receive(try Scenario.report(to: "province", at: "16:31")) == [
                "16:00 fault report r-1 bypassed", "16:00 bypassed  committee-duty",
            ], "it owes the unit nothing: the fault stands on the incident")
    }

    @Test func `a suspicion is confirmed or dismissed by a person`() throws {
        var scenario = try Scenario(Founding.rulebook(obligations: [Founding.committee]))
        _ = try scenario.receive(Scenario.happened())
        _ = try scenario.receive([
            "type": "sighting", "incident": "i-1", "source": "police",
            "seenAt": "2026-05-12T16:05:00+08:00",
        ])
        _ = try scenario.advance(to: "18:30")
        _ = try scenario.receive(try Scenario.report(at: "18:30"))
        #expect(scenario.incident.obligations[0].faults.map(\.kind) == [.suspectedConcealment])
        func finding(_ result: JSON, at time: String) throws -> JSON {
            try ReliefTests.record(
                "finding", at: time, ["fault": "suspected-concealment", "result": result])
        }
        _ = try scenario.receive(try finding("confirmed", at: "19:00"))
        guard
            case .knew("police", _, let confirmation)? = scenario.incident.obligations[0].faults
                .first?.detail
        else { return #expect(Bool(false), "the fault does not say who knew") }
        #expect(confirmation?.by == "secretary")
        _ = try scenario.receive(try finding("dismissed", at: "20:00"))
        #expect(scenario.incident.obligations[0].faults.map(\.kind) == [.knownElsewhere])
    }
}
