/// A date and time of day as shown by a wall calendar and a clock, without a time zone.
///
/// Proleptic Gregorian; every day has 24 hours.
package struct CivilTime: Hashable, Comparable, Sendable {
    package var date: CivilDate
    /// The milliseconds since midnight, below 86,400,000.
    package var millisecondsOfDay: Int64

    package init(_ date: CivilDate, hour: Int = 0, minute: Int = 0, second: Int = 0) {
        self.date = date
        millisecondsOfDay = Int64((hour * 60 + minute) * 60 + second) * 1_000
    }

    /// Creates the civil time that lies a number of milliseconds after 1970-01-01T00:00.
    package init(millisecondsSinceEpoch count: Int64) {
        let day: Int64 = 86_400_000
        let days = count >= 0 ? count / day : (count - day + 1) / day
        date = CivilDate(daysSinceEpoch: Int(days))
        millisecondsOfDay = count - days * day
    }

    /// The number of milliseconds after 1970-01-01T00:00; negative before.
    package var millisecondsSinceEpoch: Int64 {
        Int64(date.daysSinceEpoch) * 86_400_000 + millisecondsOfDay
    }

    package var hour: Int { Int(millisecondsOfDay / 3_600_000) }
    package var minute: Int { Int(millisecondsOfDay / 60_000 % 60) }
    package var second: Int { Int(millisecondsOfDay / 1_000 % 60) }

    package static func < (left: CivilTime, right: CivilTime) -> Bool {
        left.millisecondsSinceEpoch < right.millisecondsSinceEpoch
    }
}
