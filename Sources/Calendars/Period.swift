/// A time span as written by people: a civil part that moves the wall clock, and an exact part.
///
/// `PT72H`, `72h` and `3d` are exact; `P3D`, `P1W` and `P1M` move the date and keep the time of day
/// in a zone. Source: RFC 3339 appendix A for the first form; RFC 5545 section 3.3.6 for the
/// distinction.
package struct Period: Hashable, Sendable {
    /// The whole months; a year counts as twelve.
    package let months: Int
    /// The whole days; a week counts as seven.
    package let days: Int
    /// The exact part.
    package let exact: Duration

    package init(months: Int = 0, days: Int = 0, exact: Duration = .zero) {
        self.months = months
        self.days = days
        self.exact = exact
    }

    /// Creates a period without a civil part.
    package static func exactly(_ duration: Duration) -> Period {
        Period(exact: duration)
    }

    package var isZero: Bool { months == 0 && days == 0 && exact == .zero }

    /// The exact duration; nil if the period has a civil part.
    package var exactDuration: Duration? {
        months == 0 && days == 0 ? exact : nil
    }
}
