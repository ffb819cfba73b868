/// A span as people write it: a civil part that moves the wall clock, and an exact part.
///
/// `PT72H`, `72h` and `3d` are exact; `P3D`, `P1W` and `P1M` move the date and keep the time of
/// day in a zone. Source: RFC 3339 appendix A for the first form; RFC 5545 section 3.3.6 for
/// which parts are exact.
package struct Period: Hashable, Sendable {
    /// Whole months, years counted as twelve.
    package let months: Int
    /// Whole days, weeks counted as seven.
    package let days: Int
    /// The exact part.
    package let exact: Duration

    package init(months: Int = 0, days: Int = 0, exact: Duration = .zero) {
        self.months = months
        self.days = days
        self.exact = exact
    }

    package static func exactly(_ duration: Duration) -> Period {
        Period(exact: duration)
    }

    package var isZero: Bool { months == 0 && days == 0 && exact == .zero }

    /// The exact time it stands for, where it has no civil part.
    package var exactDuration: Duration? {
        months == 0 && days == 0 ? exact : nil
    }
}
