import Calendars
import Files
import Foundation
import Testing

@Suite struct ZoneFilesTests {
    private static let names = [
        "Asia/Shanghai", "America/New_York", "Europe/London", "Australia/Lord_Howe",
        "America/Sao_Paulo", "Asia/Kathmandu", "Pacific/Apia",
    ]

    @Test(arguments: names, ["/usr/share/zoneinfo", "/nowhere"])
    func `35,000 quarter hours of the years 1995 to 2020 agree with Foundation`(
        name: String, folder: String
    ) throws {
        let zone = try #require(ZoneFiles(folder: folder).zone(named: name))
        let other = try #require(TimeZone(identifier: name))
        var differences = 0
        for step in 0..<35_000 as Range<Int64> {
            // The stride visits every hour of the day and every season.
            let second = 788_918_400 + step * 22_500
            let date = Date(timeIntervalSince1970: Double(second))
            if zone.offset(at: Instant(seconds: second)) != other.secondsFromGMT(for: date) {
                differences += 1
            }
        }
        #expect(differences == 0)
    }

    @Test(arguments: [
        "", "CST", "EST5EDT", "GMT+5", "Etc/GMT+5", "../etc/passwd", "Asia/../Asia/Shanghai",
        "/Asia/Shanghai", "posix/Asia/Shanghai", "right/Asia/Shanghai", "Asia/", "asia/shanghai",
        "Asia/Shanghai\0", "Asia/Chungcheng", "Asia//Shanghai", "Asia",
    ])
    func `what is no place has no zone`(name: String) {
        #expect(ZoneFiles().zone(named: name) == nil)
    }

    @Test func `UTC is a zone, and which copy is used is known`() {
        #expect(ZoneFiles().zone(named: "UTC")?.offset(at: Instant(seconds: 0)) == 0)
        #expect(!ZoneFiles().isBuiltIn)
        #expect(ZoneFiles(folder: "/nowhere").isBuiltIn)
    }
}
