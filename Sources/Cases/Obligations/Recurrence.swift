import Calendars

/// The deadlines of what is owed again and again: occurrence n is due n − 1 periods after the
/// first.
struct Recurrence {
    /// The deadline of occurrence 1.
    let first: Instant
    let every: Period
    /// The zone whose clocks civil periods move.
    let zone: Zone

    func dueAt(_ number: Int) -> Instant {
        number <= 1 ? first : every.times(number - 1).added(to: first, in: zone)
    }

    /// Returns the number of the first occurrence that is due after an instant.
    ///
    /// It jumps: the work grows with the logarithm of the periods between, and a record can put
    /// millions of them there.
    func number(after instant: Instant) -> Int {
        guard first <= instant else { return 1 }
        // `low` is not due after it, `high` is.
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

    /// The number of an occurrence near an instant, by periods of average length.
    private func estimate(of instant: Instant) -> Int {
        let days = Double(every.months) * 30.436_875 + Double(every.days)
        let length = max(1, days * 86_400_000 + Double(every.exact.wholeMilliseconds))
        return Int(Double(instant.milliseconds - first.milliseconds) / length) + 1
    }
}
