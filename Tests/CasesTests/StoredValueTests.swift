import Calendars
import Cases
import Deliveries
import JSON
import Messages
import Rules
import TestSupport
import Testing

/// The values stored with cases and deliveries, written and read back.
@Suite struct StoredValueTests {
    @Test(arguments: [
        ("owing.leader", Because.step("owing.leader")),
        ("contact:x", .step("contact:x")),
        ("owing.duty, on call by schedule:y", .step("owing.duty", onCallOf: .schedule("y"))),
        ("operators", .operators),
        ("was told before", .toldBefore),
        ("the duty or leader of the owing unit", .owingUnit),
    ])
    func `why somebody is told is read as the version before wrote it and as it is written now`(
        before: String, because: Because
    ) throws {
        let old = try Delivery(Self.envelope, payload: Self.payload(because: .string(before)))
        #expect(Self.items(of: old).map(\.because) == [because])
        #expect(because.text == before, "programs get the words they always got")
        let again = try Delivery(old.envelope, payload: old.payload())
        #expect(again == old)
        #expect(!because.said(in: .chinese).isEmpty)
        let said =
            because == .owingUnit ? "the duty or leader of the reporting unit" : before
        #expect(because.said(in: .english) == said)
    }

    @Test func `a delivery without a reason for this person has none`() throws {
        let old = try Delivery(Self.envelope, payload: Self.payload(because: nil))
        #expect(Self.items(of: old).map(\.because) == [nil])
        #expect(Self.items(of: old).map(\.count) == [1])
        #expect(try Delivery(old.envelope, payload: old.payload()) == old)
    }

    private static let envelope = Delivery.Envelope(
        id: "msg_1", group: "grp_1", channel: "mail", address: "l@x.example",
        recipient: "contact:li", incident: "i-1",
        decidedAt: Instant(milliseconds: 1_778_000_000_000),
        dueAt: Instant(milliseconds: 1_778_000_000_000), expiresAt: nil)

    private static func payload(because: JSON?) -> [UInt8] {
        var item: JSONObject = [
            "reason": "overdue", "due": 1_778_000_000_000, "about": "urgent/city@city",
            "steps": [2],
        ]
        item["because"] = because
        let json: JSON = [
            "id": "msg_1", "group": "grp_1", "to": "contact:li", "reach": 0, "channel": "mail",
            "decided": 1_778_000_000_000, "due": 1_778_000_000_000, "address": "l@x.example",
            "incident": "i-1", "items": [.object(item)],
        ]
        return json.bytes()
    }

    private static func items(of delivery: Delivery) -> [Delivery.Item] {
        guard case .incident(_, let items) = delivery.matter else { return [] }
        return items
    }

    @Test func `a follow-up of the version before keeps why it goes to this person`() throws {
        let body = """
            {"id":"i-1","at":1778000000000,"again":[{"at":1778000300000,"since":1778000000000,\
            "notice":{"reason":"overdue","to":"contact:li","reach":1,"channel":"mail",\
            "due":1778000000000,"because":"awaiting.duty, on call by schedule:city-duty"}}]}
            """
        let old = try Case(encoded: Array(body.utf8))
        let again = String(decoding: old.encoded(), as: UTF8.self)
        #expect(
            again.contains(#""because":["step","awaiting.duty","schedule:city-duty"]"#), "\(again)")
        #expect(try Case(encoded: old.encoded()) == old)
    }

    @Test func `what a case is about is known from its name`() {
        let duty = BulletinDuty(rule: "daily", name: "city", owing: "anju")
        #expect(Case.Subject("i-1") == .incident)
        #expect(Case.Subject("bulletin:daily/city@anju") == .bulletin(duty))
        #expect(Case.Subject(duty.incident) == .bulletin(duty))
        #expect(Case.Subject("bulletin:daily@anju") == .incident)
        #expect(Case.Subject("duebell:") == .system)
        #expect(Case(id: duty.incident, at: Instant(seconds: 0)).subject.bulletin == duty)
    }

    @Test func `a case is closed when nobody needs to look at it`() throws {
        var scenario = try Scenario(Founding.rulebook(obligations: [Founding.committee]))
        _ = try scenario.receive(Scenario.happened())
        #expect(scenario.incident.phase == .open)
        _ = try scenario.receive(try Scenario.report(at: "16:30"))
        #expect(scenario.incident.phase == .closed)
        #expect(CasePhase.allCases.map(\.rawValue) == ["open", "closed", "merged"])
    }

    @Test func `statements are kept by time, whatever order they come in`() throws {
        var scenario = try Scenario(Founding.rulebook(), at: "17:00")
        for (id, time) in [
            ("c", "16:30"), ("a", "16:10"), ("b", "16:10"), ("d", "16:20"), ("a", "16:40"),
        ] {
            _ = try scenario.receive(try Scenario.report(.string(id), at: time))
        }
        #expect(scenario.incident.reports.map(\.record) == ["b", "d", "c", "a"])
        #expect(scenario.incident.report("a")?.submittedAt == (try Scenario.instant("16:40")))
        #expect(scenario.incident.report("e") == nil)
        _ = scenario.incident.withdraw("d", at: scenario.now, by: scenario.rules)
        #expect(scenario.incident.reports.map(\.record) == ["b", "c", "a"])
        #expect(try Case(encoded: scenario.incident.encoded()) == scenario.incident)
    }
}
