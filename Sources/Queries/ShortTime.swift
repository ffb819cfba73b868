package import Calendars

/// A time as lists and timelines write it.
package enum ShortTime {
    /// `05-12 16:00`, with seconds where they are not zero.
    package static func text(_ instant: Instant, in zone: Zone) -> String {
        let civil = zone.civil(at: instant)
        let seconds = civil.second == 0 ? "" : ":" + pad(civil.second)
        return "\(pad(civil.date.month))-\(pad(civil.date.day)) "
            + "\(pad(civil.hour)):\(pad(civil.minute))\(seconds)"
    }

    private static func pad(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}
