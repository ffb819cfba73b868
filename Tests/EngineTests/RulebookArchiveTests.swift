import Calendars
import Engine
import Files
import Foundation
import Intake
import JSON
import Rules
import Storage
import TestSupport
import Testing

@Suite struct RulebookArchiveTests {
    @Test func `a file of ten thousand units is read`() throws {
        let folder = try TestFolder().with("rules")
        var units: JSONObject = [:]
        for number in 0..<10_000 {
            units["unit-\(number)"] = [
                "name": .string("安居区第\(number)街道党政办公室（值班室）"), "parent": "anju",
                "duty": "contact:anju-duty", "leader": "contact:anju-head",
            ]
        }
        let rules = StoryRules(domain: "x.example", mailPort: 25, webPort: 80)
        try folder.write(rules.json.serialized(), to: "rules/a.json")
        let text = JSON.object(["units": .object(units)]).serialized(.indented)
        #expect(text.utf8.count > 1_500_000)
        try folder.write(text, to: "rules/units.json")
        let reading = RulesReading(
            folder: folder.path + "/rules", zones: ZoneFiles().zone(named:))
        #expect(try #require(reading.rulebook, "\(reading.faults)").units.count > 10_000)
    }

    @Test func `a rulebook that imports days is kept whole, though a feed is no UTF-8`() throws {
        let folder = try TestFolder().with("rules")
        let rules = StoryRules(domain: "x.example", mailPort: 25, webPort: 80)
        try folder.write(rules.json.serialized(), to: "rules/a.json")
        let week = #""zone": "UTC", "week": { "mon-fri": ["09:00-17:00"] }"#
        let covers = #""covers": ["2026-01-01", "2026-12-31"]"#
        let calendar = "{ \(week), \(covers), \"import\": [\"days.ics\"] }"
        try folder.write("{ \"calendars\": { \"cn\": \(calendar) } }", to: "rules/b.json")
        // The first line is folded within 春, as by software that counts octets.
        var feed = Array("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:x\r\nSUMMARY:".utf8)
        feed += [0xE6, 0x98, 0x0D, 0x0A, 0x20, 0xA5]
        feed += Array("\r\nDTSTART;VALUE=DATE:20260216\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n".utf8)
        try Data(feed).write(to: URL(filePath: folder.path + "/rules/days.ics"))
        try folder.write("nobody reads this", to: "rules/notes.txt")

        let zones = ZoneFiles().zone(named:)
        let reading = RulesReading(folder: folder.path + "/rules", zones: zones)
        let rulebook = try #require(reading.rulebook, "\(reading.faults)")
        #expect(reading.used.map(\.name) == ["a.json", "b.json", "days.ics"])
        #expect(rulebook.calendars["cn"]?.off.map(\.description) == ["2026-02-16"])
        let kept = RulebookArchive.bytes(of: reading.used)
        let again = try #require(
            RulebookArchive.rulebook(rulebook.digest, in: kept, zones: zones))
        #expect(again.digest == rulebook.digest)
        #expect(again.calendars["cn"] == rulebook.calendars["cn"])
    }
}
