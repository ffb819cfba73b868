import Calendars
import Cases
import JSON
import Rules
import TestSupport
import Testing

/// An end that was told and then taken back: everybody who was told of it learns that the report is
/// required again.
@Suite struct EndTakenBackTests {
    private static func notices(_ lines: [String]) -> [String] {
        lines.filter { $0.contains("city@city-committee") && !$0.contains("reopened") }
    }

    @Test func `a retraction is told to all who were told that the report had come`() throws {
        var scenario = try ReliefTests.scenario()
        _ = try scenario.advance(to: "18:10")
        _ = try scenario.receive(try Scenario.report(at: "18:10"))
        let copy = try Case(encoded: scenario.incident.encoded())
        #expect(copy == scenario.incident)
        _ = try scenario.advance(to: "18:20")
        let retraction = try ReliefTests.record(
            "retraction", at: "18:20", ["report": "r-1", "why": "another event"])
        #expect(
            try Self.notices(scenario.receive(retraction)) == [
                "18:20 still-overdue  anju-duty city@city-committee",
                "18:20 still-overdue  anju-head city@city-committee",
                "18:20 still-overdue  committee-duty city@city-committee",
                "18:20 fault urgent/city@city-committee wrong",
            ])
        #expect(try scenario.receive(retraction).isEmpty, "told once")
        _ = try scenario.advance(to: "18:30")
        #expect(
            try Self.notices(scenario.receive(Scenario.report("r-2", at: "18:30"))) == [
                "18:30 verdict city@city-committee late PT30M",
                "18:30 met  anju-duty city@city-committee",
                "18:30 met  anju-head city@city-committee",
                "18:30 met  committee-duty city@city-committee",
            ])
    }

    @Test func `the message names the report that no longer counts`() throws {
        var scenario = try ReliefTests.scenario()
        _ = try scenario.advance(to: "18:10")
        _ = try scenario.receive(try Scenario.report(at: "18:10"))
        let record = try Record.read(
            try ReliefTests.record(
                "retraction", at: "18:10", ["report": "r-1", "why": "another event"]),
            arrivedAt: scenario.now, origin: "test")
        let effects = scenario.incident.receive([record], at: scenario.now, by: scenario.rules)
        let details = effects.compactMap { effect -> FaultDetail? in
            if case .notice(let notice) = effect { notice.detail } else { nil }
        }
        #expect(details == Array(repeating: .retracted("r-1", why: "another event"), count: 3))
    }

    @Test func `before the deadline the people told are reminded`() throws {
        var scenario = try ReliefTests.scenario()
        _ = try scenario.advance(to: "17:40")
        _ = try scenario.receive(try Scenario.report(at: "17:40"))
        _ = try scenario.advance(to: "17:45")
        #expect(
            try Self.notices(
                scenario.receive(
                    ReliefTests.record("retraction", at: "17:45", ["report": "r-1"])))
                == [
                    "17:45 approaching  anju-duty city@city-committee",
                    "17:45 fault urgent/city@city-committee wrong",
                ])
    }

    @Test func `the end of a waiver is told to all who were told of it`() throws {
        var scenario = try ReliefTests.scenario()
        _ = try scenario.advance(to: "18:10")
        _ = try scenario.receive(
            try ReliefTests.record(
                "waiver", at: "18:10",
                ["obligation": "city", "until": "2026-05-12T18:40:00+08:00"]))
        #expect(
            try Self.notices(scenario.advance(to: "18:50")) == [
                "18:40 still-overdue  anju-duty city@city-committee",
                "18:40 still-overdue  anju-head city@city-committee",
                "18:40 still-overdue  committee-duty city@city-committee",
            ])
    }

    @Test func `a reopening is told to all who were told that the report was missed`() throws {
        var scenario = try ReliefTests.scenario()
        _ = try scenario.advance(to: "18:10")
        _ = try scenario.receive(try ReliefTests.record("closure", at: "18:10"))
        _ = try scenario.advance(to: "18:40")
        #expect(
            try Self.notices(scenario.receive(ReliefTests.record("reopening", at: "18:40")))
                == [
                    "18:40 still-overdue  anju-duty city@city-committee",
                    "18:40 still-overdue  anju-head city@city-committee",
                    "18:40 still-overdue  committee-duty city@city-committee",
                ])
    }

    @Test func `what a waiver ends in place of a report is told as waived alone`() throws {
        var scenario = try ReliefTests.scenario()
        _ = try scenario.advance(to: "18:10")
        _ = try scenario.receive(try Scenario.report(at: "18:10"))
        _ = try scenario.advance(to: "18:20")
        let told = Self.notices(
            try scenario.receive(
                try ReliefTests.record("waiver", at: "18:05", ["obligation": "city"])))
        #expect(!told.contains { $0.contains("still-overdue") })
        #expect(told.filter { $0.contains(" waived  ") }.count == 3)
    }

    @Test func `what is missed once its report is retracted is told as missed alone`() throws {
        var scenario = try ReliefTests.scenario()
        _ = try scenario.advance(to: "18:10")
        _ = try scenario.receive(try Scenario.report(at: "18:10"))
        _ = try scenario.receive(try ReliefTests.record("closure", at: "18:10"))
        _ = try scenario.advance(to: "18:20")
        let told = Self.notices(
            try scenario.receive(
                try ReliefTests.record("retraction", at: "18:20", ["report": "r-1"])))
        #expect(!told.contains { $0.contains("still-overdue") })
        #expect(told.filter { $0.contains(" missed  ") }.count == 4, "the operator as well")
    }
}
