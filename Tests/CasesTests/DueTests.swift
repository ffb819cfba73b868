import Calendars
import Cases
import JSON
import Rules
import TestSupport
import Testing

@Suite struct DueTests {
    /// Returns a rule with one obligation to the committee per due form, named by the dictionary's
    /// keys.
    static func rules(
        _ dues: [(name: String, due: Due)], calendars: [WorkCalendar] = []
    ) throws -> PinnedRulebooks {
        try Founding.rulebook(
            obligations: dues.map {
                ObligationRule(
                    name: $0.name, to: [["city-committee"]], due: $0.due, policy: "press")
            }, calendars: calendars)
    }

    static func incident(_ times: JSONObject) -> JSON {
        var body = Scenario.happened().object ?? JSONObject()
        body["times"] = .object(times)
        return .object(body)
    }

    static func report(_ stage: JSON, at time: String, received: String? = nil) throws -> JSON {
        var body = try Scenario.report(at: time).object ?? JSONObject()
        body["id"] = stage
        body["stage"] = stage
        if let received { body["receivedAt"] = .string(try Scenario.instant(received).rfc3339) }
        return .object(body)
    }

    static func week(covering last: String = "2026-12-31") throws -> WorkCalendar {
        let day = try #require(WorkCalendar.Hours(opens: 540, closes: 1_080))
        return WorkCalendar(
            name: "cn", zone: Founding.shanghai,
            covers: try #require(CivilDate("2026-01-01"))...(try #require(CivilDate(last))),
            week: [[], [day], [day], [day], [day], [day], []])
    }

    /// DORA: 4 hours after classification, at most 24 after awareness.
    /// Source: Delegated Regulation (EU) 2025/301 art. 5(1)(a).
    @Test func `the earliest of two bounds holds as soon as one is known`() throws {
        let due = Due.earliest([
            Founding.within(hours: 4, of: .time("classified")),
            Founding.within(hours: 24, of: .occurred),
        ])
        var scenario = try Scenario(Self.rules([("initial", due)]))
        #expect(
            try scenario.receive(Self.incident([:])) == [
                "16:00 opened initial@city-committee due +16:00"
            ])
        #expect(
            try scenario.receive(Self.incident(["classified": "2026-05-12T19:00:00+08:00"])) == [
                "16:00 moved initial@city-committee due 23:00"
            ])
    }

    @Test func `the latest of two bounds waits for both`() throws {
        let due = Due.latest([
            Founding.within(hours: 1, of: .time("landed")),
            Founding.within(hours: 2, of: .occurred),
        ])
        var scenario = try Scenario(Self.rules([("initial", due)]))
        #expect(
            try scenario.receive(Self.incident([:])) == [
                "16:00 not-started initial@city-committee landed"
            ])
        #expect(
            try scenario.receive(Self.incident(["landed": "2026-05-12T19:00:00+08:00"])) == [
                "16:00 opened initial@city-committee due 20:00"
            ])
    }

    @Test func `the next stage is counted from the report of the one before`() throws {
        var scenario = try Scenario(
            Self.rules([
                ("initial", Founding.within(hours: 2)),
                ("final", Founding.within(hours: 5, of: .submitted("initial"))),
            ]))
        #expect(
            try scenario.receive(Scenario.happened()) == [
                "16:00 opened initial@city-committee due 18:00",
                "16:00 not-started final@city-committee submitted initial",
            ])
        #expect(
            try scenario.receive(Self.report("initial", at: "17:00")) == [
                "16:00 verdict initial@city-committee on-time",
                "16:00 opened final@city-committee due 22:00",
            ])
        #expect(
            try scenario.receive(Self.report("final", at: "21:00")) == [
                "16:00 verdict final@city-committee on-time"
            ])
    }

    @Test func `a report without a stage is not also for a stage it started`() throws {
        var scenario = try Scenario(
            Self.rules([
                ("initial", Founding.within(hours: 2)),
                ("final", Founding.within(hours: 5, of: .submitted("initial"))),
            ]))
        _ = try scenario.receive(Scenario.happened())
        #expect(
            try scenario.receive(try Scenario.report(at: "17:00")) == [
                "16:00 verdict initial@city-committee on-time",
                "16:00 opened final@city-committee due 22:00",
            ])
    }

    /// Decree 493 art. 11: each level's hours count from its receipt of the report.
    @Test func `a level's own clock starts when it confirms receipt`() throws {
        var scenario = try Scenario(
            Self.rules([
                ("scene", Founding.within(hours: 1)),
                ("county", Founding.within(hours: 2, of: .received("scene"))),
            ]))
        _ = try scenario.receive(Scenario.happened())
        #expect(
            try scenario.receive(Self.report("scene", at: "16:30", received: "16:50")) == [
                "16:00 verdict scene@city-committee on-time",
                "16:00 opened county@city-committee due 18:50",
            ])
    }

    @Test func `working days and the roll follow the calendar named`() throws {
        var scenario = try Scenario(
            Self.rules(
                [
                    ("days", .businessDays(1, of: .occurred, calendar: "cn", at: 720)),
                    ("hours", .businessTime(.seconds(7_200), of: .occurred, calendar: "cn")),
                    (
                        "rolled",
                        .rolled(Founding.within(hours: 2), calendar: "cn", at: nil)
                    ),
                ], calendars: [Self.week()]))
        #expect(
            try scenario.receive(Scenario.happened()) == [
                "16:00 opened days@city-committee due +12:00",
                "16:00 opened hours@city-committee due 18:00",
                "16:00 opened rolled@city-committee due 18:00",
            ])
    }

    @Test func `a calendar that ends too soon is told to the operators, never guessed`() throws {
        var scenario = try Scenario(
            Self.rules(
                [("days", .businessDays(3, of: .occurred, calendar: "cn", at: nil))],
                calendars: [Self.week(covering: "2026-05-13")]))
        #expect(
            try scenario.receive(Scenario.happened()) == [
                "16:00 not-started days@city-committee calendar incomplete: "
                    + "cn covers 2026-01-01 to 2026-05-13, and 2026-05-14 is needed",
                "16:00 undecidable  engineer days@city-committee",
            ])
    }
}
