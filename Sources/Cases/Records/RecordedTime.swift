package import Calendars
import JSON
import Rules

/// A time as written in a record: an instant, a date only, or no usable time.
package enum RecordedTime: Hashable, Sendable {
    case instant(Instant)
    /// A date without a time of day: deadlines in hours cannot be counted from it.
    case day(String)
    case absent
    case unreadable

    /// The accepted format, for error messages.
    static let accepted = "a time with an offset, like 2026-05-12T16:00:00+08:00 (RFC 3339)"

    init(_ json: JSON) {
        switch json {
        case .null:
            self = .absent
        case .string(let text):
            if let instant = try? Instant(rfc3339: text) {
                self = .instant(instant)
            } else {
                self = Self.isDate(text) ? .day(text) : .unreadable
            }
        default:
            self = .unreadable
        }
    }

    private static func isDate(_ text: String) -> Bool {
        (try? Instant(rfc3339: text + "T00:00:00Z")) != nil
    }
}
