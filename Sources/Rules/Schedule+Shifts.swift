package import Calendars

extension Schedule {
    /// Who is on call at an instant, in the order written; empty in a gap.
    package func onCall(at instant: Instant) -> [Recipient] {
        if let override = overrides.last(where: { $0.span.contains(instant) }) {
            return override.people
        }
        let fed = feeds.reversed().lazy.map { $0.people(at: instant) }
        let turned = layers.reversed().lazy.map { $0.people(at: instant, in: zone) }
        return fed.first { !$0.isEmpty } ?? turned.first { !$0.isEmpty } ?? []
    }

    /// The whole of a range in shifts, in order: neighbours differ, and gaps are shifts of nobody.
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

    /// What each of those on call has in one piece, where that touches a range: from its own
    /// beginning to its own end, whatever the range, so that it can be named by when it begins.
    /// What is longer than 400 days is followed no further.
    package func turns(touching range: Range<Instant>) -> [Shift] {
        guard !range.isEmpty else { return [] }
        // What reaches out of the range may be cut short by others beyond it.
        let touching = strata(touching: range).joined()
        let start = touching.map(\.span.lowerBound).min() ?? range.lowerBound
        let end = touching.map(\.span.upperBound).max() ?? range.upperBound
        let whole = min(start, range.lowerBound)..<max(end, range.upperBound)
        return laid(touching: whole.clamped(to: range.widened))
            .filter { $0.span.overlaps(range) }
    }

    /// The gaps in a range, in order.
    package func gaps(in range: Range<Instant>) -> [Range<Instant>] {
        shifts(in: range).filter(\.people.isEmpty).map(\.span)
    }

    /// Who is on call in a range; what reaches out of it is right within it only.
    private func laid(touching range: Range<Instant>) -> [Shift] {
        var laid: [Shift] = []
        for stratum in strata(touching: range) { laid = Self.lay(stratum, over: laid) }
        return laid
    }

    /// Everything that says who is on call, from the bottom up; each in order, none with overlaps.
    private func strata(touching range: Range<Instant>) -> [[Shift]] {
        layers.map { $0.shifts(touching: range, in: zone) }
            + feeds.flatMap { $0.shifts(touching: range) }
            + overrides.filter { $0.span.overlaps(range) }.map { [Shift($0.people, $0.span)] }
    }

    /// Shifts, with what others leave of theirs; both in order, neither overlapping itself.
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
                // It may cover what comes next as well.
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
    /// Whose turn it is at an instant that counts; else nobody's.
    fileprivate func people(at instant: Instant, in zone: Zone) -> [Recipient] {
        guard until.map({ instant < $0 }) ?? true,
            only.isEmpty || only.contains(where: { $0.contains(instant, in: zone) })
        else { return [] }
        return rotation.turns.turn(at: instant).map { rotation.people(of: $0) } ?? []
    }

    /// The turns that touch a range, as far as they count, whole and in order.
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

    /// The spans in order, with those that meet made one.
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
    /// The range and what lies around it, as far as a turn is followed beyond it: more than a year.
    ///
    /// Somebody may have written an end in the year 9999, and minutes beside it.
    fileprivate var widened: Range<Instant> {
        let around = Duration.seconds(400 * 86_400)
        return lowerBound - around..<upperBound + around
    }
}
