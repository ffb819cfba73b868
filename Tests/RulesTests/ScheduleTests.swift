import Calendars
import Foundation
import Rules
import TestSupport
import Testing

@Suite struct ScheduleTests {
    /// The zones with unusual changes: half an hour in Lord Howe, midnight in Santiago and Beirut,
    /// a whole day in Apia.
    private static let places = [
        ("America/New_York", 2026), ("Europe/Berlin", 2026), ("Australia/Lord_Howe", 2026),
        ("America/Santiago", 2026), ("Asia/Beirut", 2025), ("Pacific/Apia", 2011),
        ("Africa/Casablanca", 2025), ("Asia/Shanghai", 2026), ("America/Sao_Paulo", 2018),
    ]

    private static func zone(_ name: String) throws -> Zone {
        let bytes = try Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/" + name))
        return try #require(Zone(name: name, tzif: [UInt8](bytes)))
    }

    /// Returns the minutes of clock changes in a year; one in June for a zone without changes.
    private static func changes(of zone: Zone, in year: Int) throws -> [Int] {
        let first = try #require(CivilDate(year: year, month: 1, day: 1)).daysSinceEpoch * 1_440
        let changes = stride(from: first, to: first + 366 * 1_440, by: 15).filter {
            zone.offset(at: ScheduleStepper.instant($0))
                != zone.offset(at: ScheduleStepper.instant($0 - 1))
        }
        return changes.isEmpty ? [first + 160 * 1_440] : changes
    }

    @Test(arguments: places)
    func `minute by minute around a change of clocks, whoever a walker finds is on call`(
        place: String, year: Int
    ) throws {
        let zone = try Self.zone(place)
        let changes = try Self.changes(of: zone, in: year)
        var random = SeededRandom(seed: UInt64(place.utf8.reduce(0) { $0 + Int($1) }))
        for round in 0..<12 {
            let change = changes[random.roll(changes.count)]
            let stepper = ScheduleStepper.roll(in: zone, around: change, by: &random)
            let schedule = stepper.schedule
            let window = change - 1_440..<change + 1_440
            let range =
                ScheduleStepper.instant(
                    window.lowerBound)..<ScheduleStepper.instant(
                    window.upperBound)
            let shifts = schedule.shifts(in: range)
            expectWhole(shifts, range)
            var next = shifts[...]
            for minute in window {
                let instant = ScheduleStepper.instant(minute)
                let walked = stepper.onCall(in: minute, horizon: window.upperBound)
                if next.first?.span.upperBound == instant { next.removeFirst() }
                let found = schedule.onCall(at: instant)
                guard found == walked, next.first?.people == walked else {
                    Issue.record(
                        """
                        \(place), round \(round), \(instant.rfc3339(in: zone)): \(walked) is on \
                        call, not \(found) nor \(next.first?.people ?? []): \(stepper.layers), \
                        \(stepper.overrides)
                        """)
                    return
                }
            }
        }
    }

    private func expectWhole(_ shifts: [Shift], _ range: Range<Instant>) {
        #expect(shifts.first?.span.lowerBound == range.lowerBound)
        #expect(shifts.last?.span.upperBound == range.upperBound)
        for (left, right) in zip(shifts, shifts.dropFirst()) {
            #expect(left.span.upperBound == right.span.lowerBound)
            #expect(left.people != right.people)
        }
    }

    @Test func `a turn has the same ends whatever range it is looked at from`() throws {
        let zone = try Self.zone("Europe/Berlin")
        let change = try #require(try Self.changes(of: zone, in: 2026).first)
        var random = SeededRandom(seed: 11)
        var compared = 0
        for _ in 0..<30 {
            let schedule = ScheduleStepper.roll(in: zone, around: change, by: &random).schedule
            func range(_ from: Int, _ until: Int) -> Range<Instant> {
                ScheduleStepper.instant(change + from)..<ScheduleStepper.instant(change + until)
            }
            let wide = schedule.turns(touching: range(-20_000, 20_000))
            for _ in 0..<10 {
                let from = random.roll(8_000) - 4_000
                let narrow = range(from, from + 1 + random.roll(3_000))
                let turns = schedule.turns(touching: narrow)
                #expect(turns == wide.filter { $0.span.overlaps(narrow) })
                compared += turns.count
            }
        }
        #expect(compared > 500)
    }
}

// MARK: The rules of handovers

extension ScheduleTests {
    private static func starts(of turns: Turns, _ count: Int) -> [String] {
        (0..<count).map { turns.start(of: $0).rfc3339(in: turns.zone) }
    }

    private static func turns(_ zone: String, _ starts: String, _ every: String...) throws -> Turns
    {
        Turns(
            from: try #require(CivilTime(starts)),
            every: try every.map { try #require(Period($0)) }, in: try Self.zone(zone))
    }

    @Test func `a civil handover keeps the wall clock, and in a gap happens at its end`() throws {
        let turns = try Self.turns("America/New_York", "2026-03-07T02:30", "P1D")
        #expect(
            Self.starts(of: turns, 3) == [
                "2026-03-07T02:30:00-05:00", "2026-03-08T03:00:00-04:00",
                "2026-03-09T02:30:00-04:00",
            ])
    }

    @Test func `a handover at a time that comes twice happens the first time`() throws {
        let turns = try Self.turns("America/New_York", "2026-10-31T01:30", "P1D")
        #expect(
            Self.starts(of: turns, 3) == [
                "2026-10-31T01:30:00-04:00", "2026-11-01T01:30:00-04:00",
                "2026-11-02T01:30:00-05:00",
            ])
    }

    @Test func `exact turns do not care what clocks show`() throws {
        let turns = try Self.turns("America/New_York", "2026-03-07T20:00", "12h")
        #expect(
            Self.starts(of: turns, 3) == [
                "2026-03-07T20:00:00-05:00", "2026-03-08T09:00:00-04:00",
                "2026-03-08T21:00:00-04:00",
            ])
    }

    @Test func `months are counted from the start and clamped, never from the clamped day`() throws
    {
        let turns = try Self.turns("Asia/Shanghai", "2026-01-31T08:00", "P1M")
        #expect(
            Self.starts(of: turns, 4) == [
                "2026-01-31T08:00:00+08:00", "2026-02-28T08:00:00+08:00",
                "2026-03-31T08:00:00+08:00", "2026-04-30T08:00:00+08:00",
            ])
    }

    @Test func `a list of lengths is gone through over and over`() throws {
        let turns = try Self.turns("Asia/Shanghai", "2026-05-11T08:00", "P4D", "P3D")
        #expect(
            Self.starts(of: turns, 4) == [
                "2026-05-11T08:00:00+08:00", "2026-05-15T08:00:00+08:00",
                "2026-05-18T08:00:00+08:00", "2026-05-22T08:00:00+08:00",
            ])
    }

    @Test func `on the day Samoa left out, its turn is over where it begins`() throws {
        let turns = try Self.turns("Pacific/Apia", "2011-12-29T08:00", "P1D")
        #expect(
            Self.starts(of: turns, 3) == [
                "2011-12-29T08:00:00-10:00", "2011-12-31T00:00:00+14:00",
                "2011-12-31T08:00:00+14:00",
            ])
    }

    @Test func `a turn a hundred years on is found without going there`() throws {
        let turns = try Self.turns("Europe/Berlin", "2000-01-01T00:00", "1m")
        let late = try Instant(rfc3339: "2100-01-01T00:00:30+01:00")
        #expect(turns.turn(at: late) == 36_525 * 1_440)
        let daily = try Self.turns("Europe/Berlin", "2000-01-01T08:00", "P1D")
        #expect(daily.turn(at: late) == 36_524)
        #expect(daily.turn(at: try Instant(rfc3339: "2000-01-01T07:59:59+01:00")) == nil)
        #expect(daily.turn(at: try Instant(rfc3339: "2000-01-01T08:00:00+01:00")) == 0)
    }

    @Test func `hours over midnight belong to the day they begin on`() throws {
        let zone = try Self.zone("Asia/Shanghai")
        let nights = try #require(WeeklyHours(days: [5], from: 18 * 60, until: 8 * 60))
        func holds(_ time: String) throws -> Bool {
            nights.contains(try Instant(rfc3339: time + "+08:00"), in: zone)
        }
        // 15 May 2026 is a Friday.
        #expect(try !holds("2026-05-15T07:59:59"))
        #expect(try !holds("2026-05-15T17:59:59"))
        #expect(try holds("2026-05-15T18:00:00"))
        #expect(try holds("2026-05-16T07:59:59"))
        #expect(try !holds("2026-05-16T08:00:00"))
        #expect(try !holds("2026-05-16T20:00:00"))
    }
}
