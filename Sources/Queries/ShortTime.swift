package import Calendars

/// The short format of times in lists and timelines.
package enum ShortTime {
    /// Returns a time in the form `05-12 16:00`, with seconds unless they are zero.
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
