import Calendars

extension Instant {
    /// The instant as `2026-05-12T08:05:00Z`; a fraction is cut off. Source: RFC 3339.
    var webTimestamp: String {
        let time = Zone.utc.civil(at: self)
        return padded(time.date.year, 4) + "-" + padded(time.date.month) + "-"
            + padded(time.date.day) + "T" + clock(time) + "Z"
    }

    /// Returns the instant as `Tue, 12 May 2026 16:05:00 +0800`. Source: RFC 5322 section 3.3.
    func mailDate(in zone: Zone) -> String {
        // Offsets of old local times have seconds, which the form cannot express.
        let isWhole = zone.offset(at: self) % 60 == 0
        let offset = isWhole ? zone.offset(at: self) / 60 : 0
        let time = (isWhole ? zone : .utc).civil(at: self)
        let weekday = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][time.date.weekday]
        let months = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        let date = "\(time.date.day) \(months[time.date.month - 1]) \(padded(time.date.year, 4))"
        let east = (offset < 0 ? "-" : "+") + padded(abs(offset) / 60) + padded(abs(offset) % 60)
        return "\(weekday), \(date) \(clock(time)) \(east)"
    }
}

private func clock(_ time: CivilTime) -> String {
    padded(time.hour) + ":" + padded(time.minute) + ":" + padded(time.second)
}

private func padded(_ number: Int, _ width: Int = 2) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}
