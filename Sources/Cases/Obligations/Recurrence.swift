import Calendars

/// The deadlines of a repeated obligation: occurrence n is due n − 1 periods after the first.
struct Recurrence {
    /// The deadline of occurrence 1.
    let first: Instant
    let every: Period
    /// The time zone for civil periods.
    let zone: Zone

    /// Returns the deadline of an occurrence, counted from 1; of 0, one period before the first.
    func dueAt(_ number: Int) -> Instant {
        number == 1 ? first : every.times(number - 1).added(to: first, in: zone)
    }

    /// Returns the number of the first occurrence that is due after an instant.
    ///
    /// Uses a galloping search: the time is logarithmic in the number of periods, of which a record
    /// can imply millions.
    func number(after instant: Instant) -> Int {
        guard first <= instant else { return 1 }
        // Invariant: `low` is not due after `instant`, `high` is.
        var low = 1
        var high = max(2, estimate(of: instant))
        var stride = 1
        while dueAt(high) <= instant {
            low = high
            high += stride
            stride *= 2
        }
        stride = 1
        while high - stride > low, dueAt(high - stride) > instant {
            high -= stride
            stride *= 2
        }
        low = max(low, high - stride)
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if dueAt(middle) <= instant { low = middle } else { high = middle }
        }
        return high
    }

    /// Returns the number of an occurrence near an instant, from the average period length.
    private func estimate(of instant: Instant) -> Int {
        let days = Double(every.months) * 30.436_875 + Double(every.days)
        let length = max(1, days * 86_400_000 + Double(every.exact.wholeMilliseconds))
        return Int(Double(instant.milliseconds - first.milliseconds) / length) + 1
    }
}
