import Calendars
import Cases
import Foundation
import JSON
import Testing

@Suite struct PeriodTests {
    /// A period valid in the schema suite, but longer than the supported 106,751 days.
    private static let tooLong = "P" + String(repeating: "9", count: 78) + "D"

    private struct Vectors: Decodable {
        struct Prometheus: Decodable {
            struct Good: Decodable {
                let `in`: String
                let ms: Int64
            }
            let good: [Good]
            let bad: [String]
        }
        struct ISO: Decodable {
            struct Case: Decodable {
                let s: String
                let valid_json_schema: Bool
                let seconds: Double?
            }
            let cases: [Case]
        }
        let prometheus: Prometheus
        let iso8601: ISO
    }

    private func vectors() throws -> Vectors {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Suites/durations/vectors.json")
        return try JSONDecoder().decode(Vectors.self, from: Data(contentsOf: file))
    }

    @Test func `the ISO 8601 vectors hold`() throws {
        let cases = try vectors().iso8601.cases
        #expect(cases.count == 46)
        for vector in cases {
            let period = Period(vector.s)
            let isTaken = vector.valid_json_schema && vector.s != Self.tooLong
            #expect((period != nil) == isTaken, "\(vector.s)")
            if let period, let seconds = vector.seconds, period.months == 0 {
                let reckoned =
                    Double(period.days) * 86_400 + Double(period.exact.wholeMilliseconds) / 1_000
                #expect(reckoned == seconds, "\(vector.s)")
            }
        }
    }

    @Test func `the Prometheus vectors hold, the signed ones as offsets`() throws {
        let prometheus = try vectors().prometheus
        for good in prometheus.good {
            let offset = try #require(Offset(good.in), "\(good.in)")
            #expect((Period(good.in) != nil) == (good.ms >= 0), "\(good.in)")
            let exact = try #require(offset.period.exactDuration)
            #expect(exact.wholeMilliseconds == abs(good.ms), "\(good.in)")
            #expect(offset.isNegative == (good.ms < 0))
        }
        for bad in prometheus.bad {
            #expect(Period(bad) == nil, "\(bad)")
            #expect(Offset(bad) == nil, "\(bad)")
        }
    }

    @Test(arguments: [
        ("2h", "PT2H"), ("PT2H", "PT2H"), ("P1DT12H", "P1DT12H"), ("P2W", "P14D"),
        ("P1Y2M3D", "P14M3D"), ("P2Y", "P2Y"), ("3d", "PT72H"), ("1h30m", "PT1H30M"),
        ("1h2s", "PT1H0M2S"), ("1500ms", "1s500ms"), ("0", "PT0S"), ("P1M", "P1M"),
        ("P0D", "PT0S"),
    ])
    func `a period is written so that reading it gives it back`(text: String, written: String)
        throws
    {
        let period = try #require(Period(text))
        #expect(period.text == written)
        #expect(Period(written) == period)
    }

    @Test(arguments: [
        ("-30m", -30), ("0", 0), ("+1h", 60), ("1h", 60), ("+PT1H", 60), ("-PT0S", 0),
    ])
    func `an offset has a sign`(text: String, minutes: Int) throws {
        let offset = try #require(Offset(text))
        let start = Instant(seconds: 1_000_000)
        #expect(offset.applied(to: start, in: .utc) == start + .seconds(minutes * 60))
    }

    @Test(arguments: ["", "-", "+", "--1h", "+-1h", "- 1h", "1h-", "h", "1 h", "1H", "p1d", "1e3s"])
    func `what is no offset is refused`(text: String) {
        #expect(Offset(text) == nil)
    }

    @Test(arguments: [
        (95_400_000, "PT26H30M"), (0, "PT0S"), (12_600_000, "PT3H30M"), (1_500, "PT1.5S"),
        (3_600_020, "PT1H0.02S"), (-7_200_000, "-PT2H"), (59_000, "PT59S"), (3_602_000, "PT1H2S"),
        (-500, "-PT0.5S"),
    ])
    func `a duration is written in hours, minutes and seconds`(milliseconds: Int, text: String) {
        #expect(Duration.milliseconds(milliseconds).iso8601 == text)
    }
}

@Suite struct PeriodArithmeticTests {
    /// New York in 2026: summer time from 8 March 07:00Z to 1 November 06:00Z.
    private let newYork = Zone(
        name: "America/New_York", before: -18_000,
        changes: [
            (at: Instant(seconds: 1_772_953_200), seconds: -14_400),
            (at: Instant(seconds: 1_793_512_800), seconds: -18_000),
        ])

    @Test(arguments: [
        ("P1D", "2026-03-07T17:00:00Z", "2026-03-08T16:00:00Z"),
        ("PT24H", "2026-03-07T17:00:00Z", "2026-03-08T17:00:00Z"),
        ("1d", "2026-03-07T17:00:00Z", "2026-03-08T17:00:00Z"),
        ("P1M", "2026-01-31T15:00:00Z", "2026-02-28T15:00:00Z"),
        ("P2M", "2026-01-31T15:00:00Z", "2026-03-31T14:00:00Z"),
        ("P1Y", "2024-02-29T15:00:00Z", "2025-02-28T15:00:00Z"),
        ("P1M1DT1H", "2026-01-31T15:00:00Z", "2026-03-01T16:00:00Z"),
    ])
    func `days and months move the wall clock, the rest is exact`(
        text: String, from: String, to: String
    ) throws {
        let period = try #require(Period(text))
        let start = try Instant(rfc3339: from)
        #expect(period.added(to: start, in: newYork).rfc3339 == to)
    }

    @Test func `an offset of a day before goes back on the wall clock`() throws {
        let offset = try #require(Offset("-P1D"))
        let end = try Instant(rfc3339: "2026-03-08T16:00:00Z")
        #expect(offset.applied(to: end, in: newYork).rfc3339 == "2026-03-07T17:00:00Z")
    }

    @Test func `a repetition is reckoned from its start`() throws {
        let month = try #require(Period("P1M"))
        let start = try Instant(rfc3339: "2026-01-31T15:00:00Z")
        #expect(month.times(2).added(to: start, in: .utc).rfc3339 == "2026-03-31T15:00:00Z")
    }
}
