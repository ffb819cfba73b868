package import Calendars

/// A time as a person types it: `10:30`, `-15m`, `+2h`, `05-12 16:00`, `yesterday 23:50`,
/// `2026-05-12 16:00`, or RFC 3339.
package enum TypedTime {
    /// The side of the present on which an incomplete time lies.
    package enum Side: Sendable {
        /// The last such time, at most `skewMax` ahead.
        case past
        /// The next such time.
        case ahead
    }

    /// The reason why a text is not understood as a time.
    package enum Problem: Error, Hashable, Sendable {
        /// A text in none of the accepted forms.
        case form
        /// A time of day without a zone in which to read it.
        case noZone
        /// A time that the clocks of the zone skip.
        case skipped
        /// A time that the clocks of the zone show twice.
        case repeated(first: Instant, second: Instant)
    }

    /// The tolerated lead of a given time over this machine's clock.
    package static let skewMax = Duration.seconds(300)

    /// Reads a time; `zone` is the zone of times without an offset.
    package static func instant(
        _ text: String, at now: Instant, in zone: Zone?, on side: Side
    ) throws(Problem) -> Instant {
        if let instant = try? Instant(rfc3339: text) { return instant }
        let text = plain(text)
        if let first = text.first, first == "-" || first == "+" {
            guard let offset = Offset(text), let span = offset.period.exactDuration else {
                throw .form
            }
            let whole = Instant(seconds: now.seconds)
            return offset.isNegative ? whole - span : whole + span
        }
        guard let zone else {
            throw candidates(text, today: CivilDate(daysSinceEpoch: 0)).isEmpty
                ? Problem.form : Problem.noZone
        }
        let today = zone.civil(at: now).date
        let times = candidates(text, today: today)
        guard !times.isEmpty else { throw .form }
        return try nearest(times, at: now, in: zone, on: side)
    }

    /// Returns the candidate on the right side of now; of several, the nearest.
    private static func nearest(
        _ times: [CivilTime], at now: Instant, in zone: Zone, on side: Side
    ) throws(Problem) -> Instant {
        let latest = now + skewMax
        let sorted = times.map { (civil: $0, at: zone.instant(of: $0)) }.sorted { $0.at < $1.at }
        let found =
            switch side {
            case .past: sorted.last { $0.at <= latest } ?? sorted.first
            case .ahead: sorted.first { $0.at > now } ?? sorted.last
            }
        guard let found else { throw .form }
        guard zone.civil(at: found.at) == found.civil else { throw .skipped }
        let before = zone.offset(at: found.at - day)
        let after = zone.offset(at: found.at + day)
        let other = found.at + .seconds(before - after)
        if other != found.at, zone.civil(at: other) == found.civil {
            throw .repeated(first: min(found.at, other), second: max(found.at, other))
        }
        return found.at
    }

    private static let day = Duration.seconds(86_400)

    /// The words for days, in both languages, with their distance from today.
    private static let days: [(word: String, distance: Int)] = [
        ("today", 0), ("今天", 0), ("今日", 0), ("yesterday", -1), ("昨天", -1), ("昨日", -1),
        ("tomorrow", 1), ("明天", 1), ("明日", 1),
    ]

    /// Returns the civil times that a text can mean, without regard to the present time of day.
    private static func candidates(_ text: String, today: CivilDate) -> [CivilTime] {
        let parts = text.split(separator: " ").map(String.init)
        switch parts.count {
        case 1:
            if let time = CivilTime(text) { return [time] }
            return [-1, 0, 1].compactMap { time(text, on: today.adding(days: $0)) }
        case 2:
            if let day = days.first(where: { $0.word == parts[0].lowercased() }) {
                return [time(parts[1], on: today.adding(days: day.distance))].compactMap(\.self)
            }
            let years = parts[0].utf8.count == 5 ? [-1, 0, 1].map { "\(today.year + $0)-" } : [""]
            return years.compactMap { year in
                CivilDate(year + parts[0]).flatMap { time(parts[1], on: $0) }
            }
        default: return []
        }
    }

    private static func time(_ text: String, on date: CivilDate) -> CivilTime? {
        let padded = text.dropFirst().first == ":" ? "0" + text : text
        return CivilTime("\(date)T\(padded)")
    }

    /// The signs of a Chinese keyboard, with those of an English one.
    private static let signs: [Character: Character] = [
        "：": ":", "－": "-", "＋": "+", "\u{3000}": " ",
    ]

    private static func plain(_ text: String) -> String {
        String(text.map { signs[$0] ?? $0 })
    }
}
