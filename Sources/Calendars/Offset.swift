/// A span before or after an instant: `-30m`, `0`, `+1h`.
package struct Offset: Hashable, Sendable {
    package let period: Period
    package let isNegative: Bool

    package init(_ period: Period, isNegative: Bool = false) {
        self.period = period
        self.isNegative = isNegative && !period.isZero
    }
}
