internal import Calendars

extension Instant {
    /// The instant in RFC 3339 form in UTC, to the second.
    var textByUTC: String {
        let time = Zone.utc.civil(at: self)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let date = time.date
        return "\(date.year)-\(two(date.month))-\(two(date.day))"
            + "T\(two(time.hour)):\(two(time.minute)):\(two(time.second))Z"
    }

    /// The day in UTC, `YYYY-MM-DD`.
    var dayByUTC: String { String(textByUTC.prefix(10)) }
}
