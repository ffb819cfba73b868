import ArgumentParser
import Calendars
import Engine

/// Reads times on the command line; an invalid time is reported with the usage of the command.
enum Times {
    /// Returns a time with its offset (RFC 3339).
    static func instant(_ text: String) throws -> Instant {
        do {
            return try Instant(rfc3339: text)
        } catch {
            throw ValidationError(
                .spoken(
                    "写的是 `\(text)`，应为时间，如 \(example)",
                    "found `\(text)`; accepted is a time such as \(example)"))
        }
    }

    /// Returns a time, or the time before now by a period: `2h`, `P7D`.
    static func past(_ text: String) throws -> Instant {
        if let period = Period(text) {
            let clocks = Zone(fixed: 0, name: "UTC")
            return Offset(period, isNegative: true).applied(to: Timekeeper.system.now(), in: clocks)
        }
        guard let instant = try? instant(text) else {
            throw ValidationError(
                .spoken(
                    "写的是 `\(text)`，应为距现在的时长，如 2h、P7D，或时间，如 \(example)",
                    """
                    found `\(text)`; accepted is a period before now, such as 2h or P7D, or a time \
                    such as \(example)
                    """))
        }
        return instant
    }

    private static let example = "2026-05-12T16:00:00+08:00"
}
