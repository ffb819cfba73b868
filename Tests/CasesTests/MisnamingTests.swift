import Calendars
import Cases
import JSON
import Messages
import Rules
import TestSupport
import Testing

/// The records that name a unit, a report, an instruction, an obligation, a stage or a period that
/// nothing has: the record is said to be wrong, with the nearest name, once to the people who can
/// correct it.
@Suite struct MisnamingTests {
    /// A record with its fault and the notices that it causes.
    private struct Wrong {
        let fault: Fault?
        let notices: [Notice]
        /// The words of the first notice, for programs.
        let text: String
        /// The recipients by reason, as `misnamed engineer`.
        let told: [String]
    }

    /// Returns the outcome of a record in a scenario, after which the same record tells nobody.
    private static func receive(
        _ body: JSON, _ subject: FaultSubject, in scenario: inout Scenario
    ) throws -> Wrong {
        let record = try Record.read(body, arrivedAt: scenario.now, origin: "test")
        func effects() -> [Effect] {
            scenario.incident.receive([record], at: scenario.now, by: scenario.rules)
                + scenario.incident.advance(to: scenario.now, by: scenario.rules)
        }
        let found = effects()
        let notices = found.compactMap { effect -> Notice? in
            guard case .notice(let notice) = effect,
                [.misnamed, .unmatched].contains(notice.reason)
            else { return nil }
            return notice
        }
        #expect(!effects().contains { if case .notice = $0 { true } else { false } }, "told once")
        return Wrong(
            fault: scenario.incident.faults[subject.key], notices: notices,
            text: notices.first?.detail.map(FaultPhrases.program.text) ?? "",
            told: notices.map { "\($0.reason.rawValue) \($0.to.description.dropFirst(8))" })
    }

    private static func report(_ more: JSONObject) throws -> JSON {
        var body = try Scenario.report("r-2", at: "16:20").object ?? JSONObject()
        for member in more.members { body[member.key] = member.value }
        return .object(body)
    }

    private static let reports: [(members: JSONObject, text: String, told: [String])] = [
        (
            ["from": "anjuu"],
            "report r-2 from anjuu to city-committee: there is no unit `anjuu`; nearest is `anju`",
            ["misnamed engineer"]
        ),
        (
            ["to": ["city-committee", "provinse"]],
            "report r-2 from anju to city-committee, provinse: there is no unit `provinse`; "
                + "nearest is `province`", ["misnamed engineer", "unmatched anju-duty"]
        ),
        (
            ["corrects": "r-11"],
            "report r-2 from anju to city-committee: there is no report `r-11`; nearest is `r-1`",
            ["misnamed engineer", "unmatched anju-duty"]
        ),
        (
            ["instruction": "ins-1", "by": "secretary"],
            "report r-2 from anju to city-committee: there is no instruction `ins-1`",
            ["misnamed engineer", "unmatched anju-duty", "unmatched secretary"]
        ),
        (
            ["stage": "citi"],
            "report r-2 from anju to city-committee for stage citi: there is no stage `citi`; "
                + "nearest is `city`", ["misnamed engineer", "unmatched anju-duty"]
        ),
    ]

    @Test(arguments: reports)
    func `a report with a wrong name is told of`(
        members: JSONObject, text: String, told: [String]
    ) throws {
        var scenario = try ReliefTests.scenario()
        _ = try scenario.receive(try Scenario.report(at: "16:10"))
        scenario.now = try Scenario.instant("16:20")
        let wrong = try Self.receive(
            try Self.report(members), FaultSubject(.report, "r-2"), in: &scenario)
        #expect(wrong.fault?.kind == .unmatched)
        #expect(wrong.text == text)
        #expect(wrong.told == told)
    }

    @Test func `a report for a period that is not there is told to the operators too`() throws {
        let follow = ObligationRule(
            name: "follow", to: [["city-committee"]], due: Founding.within(hours: 1),
            policy: "press", repeats: .exactly(.seconds(3_600)))
        var scenario = try Scenario(Founding.rulebook(obligations: [follow]))
        _ = try scenario.receive(Scenario.happened())
        scenario.now = try Scenario.instant("16:20")
        let wrong = try Self.receive(
            try Self.report(["for": "2026-05-12T16:45:00+08:00"]), FaultSubject(.report, "r-2"),
            in: &scenario)
        #expect(
            wrong.text == "report r-2 from anju to city-committee: the period it is for has no "
                + "deadline, or several; near it are 2026-05-12T09:00:00Z")
        #expect(wrong.told == ["misnamed engineer", "unmatched anju-duty"])
    }

    private static let statements:
        [(subject: FaultSubject.RecordType, members: JSONObject, text: String)] = [
            (
                .retraction, ["report": "r-11"],
                "there is no report `r-11`; nearest is `r-1`"
            ),
            (
                .acknowledgement, ["obligation": "citi"],
                "there is no obligation `citi`; nearest is `city`"
            ),
            (
                .extension, ["obligation": "citi", "until": "2026-05-12T20:00:00+08:00"],
                "there is no obligation `citi`; nearest is `city`"
            ),
            (
                .waiver, ["obligation": "citi"],
                "there is no obligation `citi`; nearest is `city`"
            ),
            (
                .finding, ["obligation": "citi", "fault": "bypassed", "result": "confirmed"],
                "there is no obligation `citi`; nearest is `city`"
            ),
            (
                .instruction, ["unit": "anjuu", "text": "Find out"],
                "there is no unit `anjuu`; nearest is `anju`"
            ),
        ]

    @Test(arguments: statements)
    func `a record with a wrong name is told to the operators and its author`(
        subject: FaultSubject.RecordType, members: JSONObject, text: String
    ) throws {
        var scenario = try ReliefTests.scenario()
        _ = try scenario.receive(try Scenario.report(at: "16:10"))
        scenario.now = try Scenario.instant("16:20")
        var members = members
        members["id"] = "x-1"
        let body = try ReliefTests.record(.string(subject.rawValue), at: "16:20", members)
        let wrong = try Self.receive(body, FaultSubject(subject, "x-1"), in: &scenario)
        #expect(wrong.fault == Fault(.unmatched, wrong.fault?.detail ?? .noObligation))
        #expect(wrong.text == "\(subject.rawValue) x-1: \(text)")
        #expect(wrong.told == ["misnamed engineer", "misnamed secretary"])
        #expect(wrong.notices.map(\.because) == [.operators, .author])
    }

    @Test func `an incident with a wrong unit is said to be wrong, and not the rules`() throws {
        var scenario = try Scenario(Founding.rulebook())
        let wrong = try Self.receive(
            Scenario.happened(unit: "anjuu"), .record(.incident, "i-1"), in: &scenario)
        #expect(wrong.text == "incident i-1: there is no unit `anjuu`; nearest is `anju`")
        #expect(wrong.told == ["misnamed engineer"])
        #expect(scenario.incident.faults.keys.sorted() == ["incident i-1"])
        let corrected = try scenario.receive(Scenario.happened(unit: "anju"))
        #expect(corrected.contains("16:00 cleared incident i-1 unmatched"))
        #expect(scenario.incident.faults.isEmpty)
    }

    @Test func `an incident with a wrong unit that no rule asks for is not told of`() throws {
        var scenario = try Scenario(Founding.rulebook(owes: "anju"))
        let lines = try scenario.receive(Scenario.happened(unit: "anjuu"))
        #expect(!lines.contains { $0.hasSuffix("unmatched") })
        #expect(scenario.incident.faults.isEmpty)
    }

    @Test func `a sighting with a wrong unit is told to the operators`() throws {
        var scenario = try Scenario(Founding.rulebook())
        let body: JSON = [
            "type": "sighting", "id": "s-1", "incident": "i-1", "source": "police",
            "seenAt": "2026-05-12T16:00:00+08:00", "unit": "anjuu", "title": "Fire",
        ]
        let wrong = try Self.receive(body, FaultSubject(.sighting, "s-1"), in: &scenario)
        #expect(wrong.text == "sighting s-1: there is no unit `anjuu`; nearest is `anju`")
        #expect(wrong.told == ["misnamed engineer"])
    }

    @Test func `a report about an incident that no record describes is told of, once`() throws {
        var scenario = try Scenario(Founding.rulebook(), at: "16:20")
        #expect(try scenario.receive(try Scenario.report(at: "16:15")).isEmpty)
        scenario.now = try Scenario.instant("16:25")
        #expect(try scenario.receive(try Scenario.report("r-2", at: "16:24")).isEmpty)
        let copy = try Case(encoded: scenario.incident.encoded())
        #expect(copy == scenario.incident)
        #expect(
            try scenario.advance(to: "18:00") == ["16:30 unmatched  anju-duty"])
        let effects = try scenario.receive(try Scenario.report("r-3", at: "17:59"))
        #expect(effects.isEmpty)
        #expect(scenario.incident.wakeAt == nil)
    }

    @Test func `a report that comes before its incident is not told of`() throws {
        var scenario = try Scenario(Founding.rulebook(), at: "16:20")
        _ = try scenario.receive(try Scenario.report(at: "16:15"))
        scenario.now = try Scenario.instant("16:29")
        _ = try scenario.receive(Scenario.happened())
        #expect(try scenario.advance(to: "17:00").isEmpty)
    }

    @Test(arguments: ["closure", "waiver", "extension", "acknowledgement", "instruction"])
    func `a statement about an incident that no record describes is told of`(type: String) throws {
        var scenario = try Scenario(Founding.rulebook(), at: "16:20")
        let body = try ReliefTests.record(
            .string(type), at: "16:15",
            [
                "id": "x-1", "obligation": "*", "text": "Find out",
                "until": "2026-05-12T20:00:00+08:00",
            ])
        #expect(try scenario.receive(body).isEmpty)
        #expect(
            try scenario.advance(to: "17:00") == ["16:30 misnamed  secretary"])
    }

    @Test func `a name that differs by what nobody can see is shown with it`() throws {
        var scenario = try ReliefTests.scenario()
        scenario.now = try Scenario.instant("16:20")
        let wrong = try Self.receive(
            try Self.report(["from": "an\u{200B}ju"]), FaultSubject(.report, "r-2"), in: &scenario)
        #expect(wrong.text.hasSuffix("there is no unit `an<U+200B>ju`; nearest is `anju`"))
    }

    @Test func `a wrong name beside an impossible time is told with it`() throws {
        var scenario = try Scenario(Founding.rulebook())
        var body = Scenario.happened(unit: "anjuu").object ?? JSONObject()
        body["occurredAt"] = "2026-05-12T18:00:00+08:00"
        body["at"] = "2026-05-12T16:00:00+08:00"
        _ = try scenario.receive(.object(body))
        let fault = try #require(scenario.incident.faults["incident i-1"])
        #expect(fault.kind == .implausible)
        #expect(
            FaultPhrases.program.text(fault.detail) == "occurred at 2026-05-12T10:00:00Z, which "
                + "lies ahead; there is no unit `anjuu`; nearest is `anju`")
    }

    @Test func `the operators who heard that a rule finds nobody do not hear of the unit again`()
        throws
    {
        var scenario = try Scenario(Founding.rulebook())
        _ = try scenario.receive(Scenario.happened(unit: "anjuu"))
        let typed = try #require(scenario.incident.faults["incident i-1"])
        let entry = JSON.array([.string("incident i-1"), typed.json]).serialized()
        let before = JSON.array([
            "urgent/city",
            [
                "nobody",
                "the record names a unit `anjuu` that is not in the rules; nearest is `anju`",
            ],
        ]).serialized()
        let old = String(decoding: scenario.incident.encoded(), as: UTF8.self)
        let text = old.replacing(entry, with: before)
        #expect(text != old)
        scenario.incident = try Case(encoded: Array(text.utf8))
        let lines = try scenario.receive(Scenario.happened(severity: "critical", unit: "anjuu"))
        #expect(
            lines == [
                "16:00 fault incident i-1 unmatched", "16:00 cleared urgent/city nobody",
            ])
    }
}
