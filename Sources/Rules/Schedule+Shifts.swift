package import Calendars

extension Schedule {
    /// Returns the people on call at an instant, in the order written; empty in a gap.
    package func onCall(at instant: Instant) -> [Recipient] {
        if let override = overrides.last(where: { $0.span.contains(instant) }) {
            return override.people
        }
        let fed = feeds.reversed().lazy.map { $0.people(at: instant) }
        let turned = layers.reversed().lazy.map { $0.people(at: instant, in: zone) }
        return fed.first { !$0.isEmpty } ?? turned.first { !$0.isEmpty } ?? []
    }

    /// Divides a range into shifts, in order; neighbours differ, and gaps are shifts without
    /// people.
    package func shifts(in range: Range<Instant>) -> [Shift] {
        var shifts: [Shift] = []
        func add(_ people: [Recipient], until end: Instant) {
            var start = shifts.last?.span.upperBound ?? range.lowerBound
            guard start < end else { return }
            if let last = shifts.last, last.people == people {
                start = last.span.lowerBound
                shifts.removeLast()
            }
            shifts.append(Shift(people, start..<end))
        }
        for turn in laid(touching: range) {
            let span = turn.span.clamped(to: range)
            add([], until: span.lowerBound)
            add(turn.people, until: span.upperBound)
        }
        add([], until: range.upperBound)
        return shifts
    }

    /// Returns the untruncated shifts that overlap a range.
    ///
    /// Each shift has its own start and end, independent of the range, so that its start identifies
    /// it. Shifts are followed for at most 400 days beyond the range.
    package func turns(touching range: Range<Instant>) -> [Shift] {
        guard !range.isEmpty else { return [] }
        // Shifts that extend beyond the range may be cut short there by others.
        let touching = strata(touching: range).joined()
        let start = touching.map(\.span.lowerBound).min() ?? range.lowerBound
        let end = touching.map(\.span.upperBound).max() ?? range.upperBound
        let whole = min(start, range.lowerBound)..<max(end, range.upperBound)
        return laid(touching: whole.clamped(to: range.widened))
            .filter { $0.span.overlaps(range) }
    }

    /// Returns the gaps in a range, in order.
    package func gaps(in range: Range<Instant>) -> [Range<Instant>] {
        shifts(in: range).filter(\.people.isEmpty).map(\.span)
    }

    /// True if the layers that continue forever leave no hour of the week without people.
    ///
    /// Feeds do not count: a calendar of shifts ends some day.
    var isEndless: Bool {
        let endless = layers.filter { $0.until == nil }
        guard let start = endless.map(\.rotation.turns.starts).max() else { return false }
        let week = start..<start + .seconds(8 * 86_400)
        return Schedule(id: id, zone: zone, layers: endless).gaps(in: week).isEmpty
    }

    /// Returns the shifts in a range; parts that extend beyond it may be wrong there.
    private func laid(touching range: Range<Instant>) -> [Shift] {
        var laid: [Shift] = []
        for stratum in strata(touching: range) { laid = Self.lay(stratum, over: laid) }
        return laid
    }

    /// Returns the sources of shifts, from the lowest precedence up; each in order and without
    /// overlaps.
    private func strata(touching range: Range<Instant>) -> [[Shift]] {
        layers.map { $0.shifts(touching: range, in: zone) }
            + feeds.flatMap { $0.shifts(touching: range) }
            + overrides.filter { $0.span.overlaps(range) }.map { [Shift($0.people, $0.span)] }
    }

    /// Lays shifts over others, which keep what remains; both inputs are in order and without
    /// overlaps.
    private static func lay(_ top: [Shift], over base: [Shift]) -> [Shift] {
        var result: [Shift] = []
        var above = top[...]
        for shift in base {
            var start = shift.span.lowerBound
            while let next = above.first, next.span.lowerBound < shift.span.upperBound {
                if start < next.span.lowerBound {
                    result.append(Shift(shift.people, start..<next.span.lowerBound))
                }
                start = max(start, next.span.upperBound)
                // The upper shift may cover the following one as well.
                guard next.span.upperBound <= shift.span.upperBound else { break }
                result.append(next)
                above.removeFirst()
            }
            if start < shift.span.upperBound {
                result.append(Shift(shift.people, start..<shift.span.upperBound))
            }
        }
        return result + above
    }
}

extension Layer {
    /// Returns the people whose turn it is at an instant; empty if the layer does not apply then.
    fileprivate func people(at instant: Instant, in zone: Zone) -> [Recipient] {
        guard until.map({ instant < $0 }) ?? true,
            only.isEmpty || only.contains(where: { $0.contains(instant, in: zone) })
        else { return [] }
        return rotation.turns.turn(at: instant).map { rotation.people(of: $0) } ?? []
    }

    /// Returns the turns that overlap a range, restricted to the layer's hours, in order.
    fileprivate func shifts(touching range: Range<Instant>, in zone: Zone) -> [Shift] {
        let turns = wholeTurns(touching: range)
        guard !only.isEmpty, let first = turns.first, let last = turns.last else { return turns }
        let whole = (first.span.lowerBound..<last.span.upperBound).clamped(to: range.widened)
        let hours = Self.union(only.flatMap { $0.spans(touching: whole, in: zone) })
        var shifts: [Shift] = []
        var rest = hours[...]
        for turn in turns {
            while let next = rest.first, next.lowerBound < turn.span.upperBound {
                let span = next.clamped(to: turn.span)
                if !span.isEmpty, span.overlaps(range) { shifts.append(Shift(turn.people, span)) }
                guard next.upperBound <= turn.span.upperBound else { break }
                rest.removeFirst()
            }
        }
        return shifts
    }

    private func wholeTurns(touching range: Range<Instant>) -> [Shift] {
        let turns = rotation.turns
        var turn = turns.turn(at: range.lowerBound) ?? 0
        var start = turns.start(of: turn)
        var shifts: [Shift] = []
        while start < range.upperBound, until.map({ start < $0 }) ?? true {
            let next = turns.start(of: turn + 1)
            let end = min(next, until ?? next)
            if start < end, range.lowerBound < end {
                shifts.append(Shift(rotation.people(of: turn), start..<end))
            }
            (turn, start) = (turn + 1, next)
        }
        return shifts
    }

    /// Returns the spans in order, with adjoining and overlapping ones merged.
    private static func union(_ spans: [Range<Instant>]) -> [Range<Instant>] {
        var union: [Range<Instant>] = []
        for span in spans.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = union.last, span.lowerBound <= last.upperBound {
                union[union.count - 1] =
                    last.lowerBound..<max(last.upperBound, span.upperBound)
            } else {
                union.append(span)
            }
        }
        return union
    }
}

extension Range<Instant> {
    /// The range extended by 400 days on each side, the limit to which a turn is followed.
    ///
    /// A rule may combine an end in the year 9999 with turns of minutes.
    fileprivate var widened: Range<Instant> {
        let around = Duration.seconds(400 * 86_400)
        return lowerBound - around..<upperBound + around
    }
}
