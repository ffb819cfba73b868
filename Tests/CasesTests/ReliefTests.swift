import Calendars
import Cases
import JSON
import Rules
import TestSupport
import Testing

@Suite struct ReliefTests {
    static func record(_ type: JSON, at time: String, _ more: JSONObject = [:]) throws -> JSON {
        var body: JSONObject = [
            "type": type, "incident": "i-1", "by": "secretary",
            "at": .string(try Scenario.instant(time).rfc3339),
        ]
        for member in more.members { body[member.key] = member.value }
        return .object(body)
    }

    static func scenario(at time: String = "16:00") throws -> Scenario {
        var scenario = try Scenario(Founding.rulebook(obligations: [Founding.committee]), at: time)
        _ = try scenario.receive(Scenario.happened())
        return scenario
    }

    @Test func `an extension moves the deadline and what presses for it`() throws {
        var scenario = try Self.scenario()
        #expect(
            try scenario.receive(
                try Self.record(
                    "extension", at: "16:10",
                    ["obligation": "city", "until": "2026-05-12T20:00:00+08:00"])) == [
                    "16:00 moved city@city-committee due 20:00"
                ])
        #expect(
            try scenario.advance(to: "19:30") == [
                "19:30 approaching 1 anju-duty city@city-committee"
            ])
    }

    @Test func `a waiver ends an obligation and tells those who were told`() throws {
        var scenario = try Self.scenario()
        _ = try scenario.advance(to: "17:40")
        #expect(
            try scenario.receive(try Self.record("waiver", at: "17:40", ["obligation": "city"]))
                == [
                    "17:40 waived city@city-committee secretary",
                    "17:40 waived  anju-duty city@city-committee",
                ])
        #expect(try scenario.advance(to: "23:00").isEmpty)
    }

    @Test func `a waiver for a time lapses, and the steps speak again`() throws {
        var scenario = try Self.scenario()
        _ = try scenario.receive(
            try Self.record(
                "waiver", at: "16:10",
                ["obligation": "urgent/city", "until": "2026-05-12T17:00:00+08:00"]))
        #expect(
            try scenario.advance(to: "17:30") == [
                "17:00 reopened city@city-committee",
                "17:30 approaching 1 anju-duty city@city-committee",
            ])
    }

    @Test func `a report taken back does not count, and is a fault of its sender`() throws {
        var scenario = try Self.scenario()
        _ = try scenario.receive(try Scenario.report("wrong", at: "16:30"))
        #expect(!scenario.incident.isOpen)
        #expect(
            try scenario.receive(try Self.record("retraction", at: "16:40", ["report": "wrong"]))
                == [
                    "16:00 reopened city@city-committee",
                    "16:00 fault urgent/city@city-committee wrong",
                ])
        #expect(
            try scenario.receive(try Scenario.report("right", at: "17:50")) == [
                "16:00 verdict city@city-committee on-time"
            ])
    }

    @Test func `what others knew before a punctual report is noted as known elsewhere`() throws {
        var scenario = try Self.scenario()
        let seen: JSON = [
            "type": "sighting", "incident": "i-1", "source": "evening news",
            "seenAt": "2026-05-12T16:20:00+08:00",
        ]
        #expect(try scenario.receive(seen).isEmpty, "there is still time to report")
        #expect(
            try scenario.receive(try Scenario.report(at: "17:00")) == [
                "16:00 verdict city@city-committee on-time",
                "16:00 fault urgent/city@city-committee known-elsewhere",
            ])
    }

    @Test func `what names no obligation is seen`() throws {
        var scenario = try Self.scenario()
        let lines = try scenario.receive(
            try Self.record("waiver", at: "16:10", ["id": "w-1", "obligation": "nonsense"]))
        #expect(
            lines == [
                "16:00 fault waiver w-1 unmatched", "16:00 misnamed  engineer",
                "16:00 misnamed  secretary",
            ])
    }
}

/// Regressions found in a review.
@Suite struct RegressionTests {
    @Test func `an anchor that goes and comes back has all its steps again`() throws {
        let review = ObligationRule(
            name: "review", to: [["city-committee"]],
            due: Founding.within(hours: 1, of: .closed), policy: "press")
        var scenario = try Scenario(Founding.rulebook(obligations: [review]))
        _ = try scenario.receive(Scenario.happened())
        func closure(_ type: JSON, at time: String) throws -> JSON {
            ["type": type, "incident": "i-1", "at": .string(try Scenario.instant(time).rfc3339)]
        }
        _ = try scenario.receive(try closure("closure", at: "16:00"))
        _ = try scenario.advance(to: "+06:00")
        _ = try scenario.receive(try closure("reopening", at: "+06:00"))
        _ = try scenario.receive(try closure("closure", at: "+07:00"))
        #expect(
            try scenario.advance(to: "+08:00") == [
                "+07:30 approaching 1 anju-duty review@city-committee",
                "+08:00 overdue 2 anju-head review@city-committee",
                "+08:00 overdue 2 committee-duty review@city-committee",
            ])
    }

    @Test func `of two records at one moment the later in the file is the last word`() throws {
        func said(_ id: JSON, _ severity: JSON) throws -> Record {
            var body = Scenario.happened(severity: severity).object ?? JSONObject()
            body["id"] = id
            return try Record.read(
                .object(body), arrivedAt: Scenario.instant("16:00"), origin: "test")
        }
        var scenario = try Scenario(Founding.rulebook())
        _ = scenario.incident.receive(
            [try said("z", "minor"), try said("a", "major")], at: scenario.now,
            by: scenario.rules)
        #expect(scenario.incident.incident?.facts["severity"] == "major")
        #expect(scenario.incident.obligations.count == 2)
    }

    @Test func `what was owed once is owed whatever order the records came in`() throws {
        func said(_ severity: JSON, at time: JSON) -> JSON {
            var body = Scenario.happened(severity: severity).object ?? JSONObject()
            body["at"] = time
            return .object(body)
        }
        let bodies = [
            said("major", at: "2026-05-12T16:10:00+08:00"),
            said("minor", at: "2026-05-12T16:20:00+08:00"),
        ]
        for order in [bodies, bodies.reversed()] {
            var scenario = try Scenario(Founding.rulebook(), at: "16:30")
            for body in order { _ = try scenario.receive(body) }
            #expect(scenario.incident.obligations.count == 2)
            #expect(scenario.incident.incident?.facts["severity"] == "minor")
        }
    }

    @Test func `a step counted from the opening needs no deadline`() throws {
        let steps = [
            EscalationStep(
                start: .opened(.exactly(.seconds(300))), to: [.post(.owing, parents: 0, .duty)]),
            EscalationStep(start: Founding.after(0), to: [.named(.contact("secretary"))]),
        ]
        let open = ObligationRule(
            name: "city", to: [["city-committee"]],
            due: Founding.within(hours: 4, of: .time("classified")), policy: "press")
        var scenario = try Scenario(Founding.rulebook(steps: steps, obligations: [open]))
        _ = try scenario.receive(Scenario.happened())
        #expect(
            try scenario.advance(to: "23:00") == ["16:05 opened 1 anju-duty city@city-committee"])
    }

    @Test func `a correction of the unit shifts no blame once it is late`() throws {
        var scenario = try Scenario(Founding.rulebook(obligations: [Founding.committee]))
        _ = try scenario.receive(Scenario.happened())
        _ = try scenario.advance(to: "18:30")
        _ = try scenario.receive(Scenario.happened(unit: "lonely"))
        #expect(scenario.incident.obligations.map(\.owing) == ["anju"])
    }

    @Test func `a report first in time is not bypassed for want of a deadline`() throws {
        let first = ObligationRule(
            name: "city", to: [["city-committee"]],
            due: Founding.within(hours: 2, of: .time("classified")), policy: "press")
        var scenario = try Scenario(
            Founding.rulebook(obligations: [first, Founding.province]))
        _ = try scenario.receive(Scenario.happened())
        var own = try Scenario.report("own", at: "16:10").object ?? JSONObject()
        own["stage"] = "city"
        _ = try scenario.receive(.object(own))
        let lines = try scenario.receive(
            try Scenario.report("up", from: "city-committee", to: "province", at: "16:20"))
        #expect(lines == ["16:00 verdict province@province on-time"])
    }

    @Test func `a report that claims to come from the future is seen`() throws {
        var scenario = try Scenario(Founding.rulebook(obligations: [Founding.committee]))
        _ = try scenario.receive(Scenario.happened())
        let body = try Scenario.report(at: "17:00")
        let record = try Record.read(
            body, arrivedAt: Scenario.instant("16:10"), origin: "test")
        _ = scenario.incident.receive([record], at: scenario.now, by: scenario.rules)
        #expect(scenario.incident.faults["report r-1"]?.kind == .implausible)
    }
}
