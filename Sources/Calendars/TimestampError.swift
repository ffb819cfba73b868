/// A reason to reject a text as a point in time.
package enum TimestampError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A text that does not resemble a date and time.
    case notATime
    /// A date alone: `2026-05-12`.
    case bareDate
    /// A date and time without an offset from UTC, which is ambiguous.
    case noOffset
    /// A date, hour or offset that does not exist: `2026-02-30`, `24:00`, `+25:00`.
    case noSuchTime

    /// The fault in words, to follow the quoted text.
    package var description: String {
        switch self {
        case .notATime: "is not a time such as 2026-05-12T16:00:00+08:00"
        case .bareDate: "is a date without a time of day"
        case .noOffset: "is a time without an offset from UTC such as +08:00 or Z"
        case .noSuchTime: "is a date or time that does not exist"
        }
    }
}
