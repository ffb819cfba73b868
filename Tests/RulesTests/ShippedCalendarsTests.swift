import Calendars
import Cases
import Foundation
import Rules
import TestSupport
import Testing

/// Tests of the shipped calendars: each day is compared with the rule it follows from.
///
/// `Tests/Oracles` compares the calendars with lists from other sources as well.
@Suite struct ShippedCalendarsTests {
    private static let packs = ["cn", "eu-institutions", "target2", "us-federal"]

    private static func rulebook() throws -> Rulebook {
        let top = TestFiles().folder.appending(path: "../../rules/calendars")
        var documents = [
            RuleDocument(
                path: "rules.json", bytes: try TestFiles().bytes("Rulebooks/nothing-is-wrong.json"))
        ]
        let uses = packs.map { "\"calendars/\($0)\"" }.joined(separator: ", ")
        documents.append(
            RuleDocument(path: "use.json", bytes: Array("{ \"use\": [\(uses)] }".utf8)))
        for pack in packs {
            let folder = top.appending(path: pack).path
            for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
                let bytes = [UInt8](try Data(contentsOf: URL(filePath: folder + "/" + name)))
                documents.append(RuleDocument(path: "calendars/\(pack)/\(name)", bytes: bytes))
            }
        }
        let outcome = RulebookReader.read(documents: documents) { Zone(fixed: 0, name: $0) }
        #expect(outcome.diagnostics.map(\.description) == [])
        #expect(outcome.documents.count == documents.count, "every file of a pack is in use")
        return try #require(outcome.rulebook)
    }

    private static func calendar(_ name: String) throws -> WorkCalendar {
        try #require(try rulebook().calendars[WorkCalendar.ID(name)])
    }

    /// Returns the dates in a calendar's years that differ from the expected ones.
    private static func differences(
        _ calendar: WorkCalendar, _ isOff: (CivilDate) -> Bool
    ) throws -> [String] {
        var differences: [String] = []
        var date = calendar.covers.lowerBound
        while date <= calendar.covers.upperBound {
            let isWeekend = date.weekday == 0 || date.weekday == 6
            if try calendar.isWorking(date) == (isWeekend || isOff(date)) {
                differences.append("\(date)")
            }
            date = date.adding(days: 1)
        }
        return differences
    }

    @Test func `the federal holidays are those of the statute, or the day in their lieu`() throws {
        // 5 U.S.C. 6103(a): month, weekday from Sunday, position in the month (-1 is the last).
        let floating = [(1, 1, 3), (2, 1, 3), (5, 1, -1), (9, 1, 1), (10, 1, 2), (11, 4, 4)]
        let fixed = [(1, 1), (6, 19), (7, 4), (11, 11), (12, 25)]
        func isFixed(_ date: CivilDate) -> Bool {
            fixed.contains { $0 == (date.month, date.day) }
        }
        let calendar = try Self.calendar("us-federal")
        let differences = try Self.differences(calendar) { date in
            let isFloating = floating.contains { month, weekday, ordinal in
                let isLast = date.adding(days: 7).month != month
                return date.month == month && date.weekday == weekday
                    && (ordinal == -1 ? isLast : (date.day + 6) / 7 == ordinal)
            }
            return isFloating || isFixed(date)
                || (date.weekday == 5 && isFixed(date.adding(days: 1)))
                || (date.weekday == 1 && isFixed(date.adding(days: -1)))
        }
        #expect(differences == [])
        #expect(calendar.covers.lowerBound.year...calendar.covers.upperBound.year == 2024...2028)
    }

    @Test func `the closing days of T2 are six a year`() throws {
        // Easter Sundays by the tables of the Gregorian church calendar.
        let easter = [
            "2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2028-04-16", "2029-04-01",
            "2030-04-21",
        ].compactMap { CivilDate($0) }
        let calendar = try Self.calendar("target2")
        let differences = try Self.differences(calendar) { date in
            [(1, 1), (5, 1), (12, 25), (12, 26)].contains { $0 == (date.month, date.day) }
                || easter.contains { date == $0.adding(days: -2) || date == $0.adding(days: 1) }
        }
        #expect(differences == [])
        #expect(calendar.off.count == 42)
    }

    @Test func `China's days off and make-up days are those of the yearly notices`() throws {
        // The notice for 2026 of 4 November 2025, in its own words: days off from, to; worked.
        let off = [
            ("2026-01-01", "2026-01-03"), ("2026-02-15", "2026-02-23"),
            ("2026-04-04", "2026-04-06"), ("2026-05-01", "2026-05-05"),
            ("2026-06-19", "2026-06-21"), ("2026-09-25", "2026-09-27"),
            ("2026-10-01", "2026-10-07"),
        ]
        let worked = [
            "2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10",
        ]
        let calendar = try Self.calendar("cn")
        var counts: [Int: Int] = [:]
        var date = calendar.covers.lowerBound
        while date <= calendar.covers.upperBound {
            let isWorking = try calendar.isWorking(date)
            if isWorking { counts[date.year, default: 0] += 1 }
            if date.year == 2026 {
                let text = "\(date)"
                let isOff = off.contains { $0.0 <= text && text <= $0.1 }
                let isWeekend = date.weekday == 0 || date.weekday == 6
                #expect(isWorking == (worked.contains(text) || !(isOff || isWeekend)), "\(text)")
            }
            date = date.adding(days: 1)
        }
        // The commonly published numbers of working days per year.
        #expect(counts == [2024: 251, 2025: 248, 2026: 248])
    }

    @Test func `the institutions of the Union are closed on eighteen weekdays, or seventeen`()
        throws
    {
        let calendar = try Self.calendar("eu-institutions")
        for (year, count) in [(2025, 18), (2026, 17)] {
            let off = calendar.off.filter { $0.year == year }
            #expect(off.count == count)
            #expect(off.allSatisfy { (1...5).contains($0.weekday) })
        }
    }
}
