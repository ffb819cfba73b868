import Calendars
import Rules

/// Repeated obligations: follow-ups until an incident is closed, and bulletins without end.
extension Case {
    /// The maximum number of obligations opened by one record or one wake-up.
    static let openedAtOnceMax = 1_000

    /// Opens the next occurrence of each obligation that repeats until the incident is closed, once
    /// the last one is due.
    ///
    /// If more than `openedAtOnceMax` would open at once, a time in the record must be wrong: only
    /// the latest are opened, and the operators are notified.
    mutating func owe(again now: Instant, by rules: PinnedRulebooks) -> [Effect] {
        var effects: [Effect] = []
        for gap in Self.limited(gaps(at: now, by: rules), to: room(at: now)) {
            for number in gap.opened {
                effects += open(number, after: gap.last, gap.recurrence, at: now, by: rules)
            }
            effects += passOver(gap, by: rules)
        }
        return effects
    }

    /// Opens an occurrence of the series of another one.
    mutating func open(
        _ number: Int, after place: Int, _ recurrence: Recurrence, at now: Instant,
        by rules: PinnedRulebooks
    ) -> [Effect] {
        let last = obligations[place]
        let next = Obligation(
            rule: last.rule, name: last.name, awaiting: last.awaiting, rulebook: last.rulebook,
            openedAt: now, cause: last.cause, occurrence: number, owing: last.owing)
        obligations.append(next)
        let opened = obligations.endIndex - 1
        obligations[opened].owners = last.owners
        obligations[opened].home = last.home
        let own = seen(for: obligations[opened])
        return start(
            opened, dueAt: own.extended(recurrence.dueAt(number), of: next), at: now, by: rules)
    }

    /// Returns the number of obligations that may still open at an instant.
    private func room(at now: Instant) -> Int {
        Self.openedAtOnceMax - obligations.count { $0.openedAt == now }
    }

    /// The occurrences of one series that are due and not yet opened.
    private struct Gap {
        /// The place of the last opened occurrence.
        let last: Int
        let recurrence: Recurrence
        let owed: OccurrenceNumbers
        /// The latest of the occurrences, which are opened.
        var opened: [Int]
    }

    /// Returns the gap of each repeated series, in the order of their last places.
    private func gaps(at now: Instant, by rules: PinnedRulebooks) -> [Gap] {
        let all = parts.isEmpty ? closedSpans : []
        return obligations.repeatedSeries.compactMap { places -> Gap? in
            // Counted by the rule's deadline: an extension of one occurrence does not extend the
            // next.
            guard let last = lastOwed(places, at: now, by: rules), !last.awaitsRevocation
            else { return nil }
            let spans = parts.isEmpty ? all : closedSpans(of: obligations[last.place])
            let recurrence = last.recurrence
            let through = recurrence.number(after: now)
            var owed: OccurrenceNumbers
            let isSeamless = spans.isEmpty && merges.isEmpty
            if isSeamless || faults[obligations[last.place].series] != nil {
                owed = OccurrenceNumbers(from: last.number + 1, through: through)
            } else {
                // A reopening that came late can make owed what lies before the last, and so can a
                // merge that is taken back.
                owed = OccurrenceNumbers(from: 1, through: through)
                owed.remove(places.compactMap { obligations[$0].occurrence }.sorted())
                if let gone = letGo[obligations[last.place].series] {
                    owed.remove(from: 2, until: gone.number + 1)
                }
            }
            for span in spans where !span.isAsIfOpen {
                // The occurrence under way at the closing was opened before it.
                let end = span.through.map { recurrence.number(after: $0) }
                owed.remove(from: recurrence.number(after: span.from) + 1, until: end)
            }
            guard owed.count > 0 else { return nil }
            return Gap(
                last: last.place, recurrence: recurrence, owed: owed,
                opened: owed.latest(Self.openedAtOnceMax))
        }.sorted { $0.last < $1.last }
    }

    /// The last occurrence of a series whose turn has come.
    struct LastOwed {
        let place: Int
        let number: Int
        /// The deadlines of all occurrences.
        let recurrence: Recurrence
        /// True until `revoke` has removed occurrences that are no longer due.
        let awaitsRevocation: Bool
    }

    /// Returns the last occurrence whose turn has come; nil for a single obligation, and while the
    /// first deadline is unknown.
    func lastOwed(
        _ places: [Int], at now: Instant, by rules: PinnedRulebooks
    ) -> LastOwed? {
        guard let place = places.last, obligations[place].isRepeated,
            let recurrence = recurrence(of: obligations[place], by: rules)
        else { return nil }
        let end = recurrence.number(after: now)
        var last: (place: Int, number: Int)?
        var awaitsRevocation = false
        for place in places {
            guard let number = obligations[place].occurrence else { continue }
            if number > end {
                // A reported occurrence stays, even if a correction moved its deadline far ahead.
                awaitsRevocation = awaitsRevocation || obligations[place].firstReport == nil
            } else if number > last?.number ?? 0 {
                last = (place, number)
            }
        }
        return last.map {
            LastOwed(
                place: $0.place, number: $0.number, recurrence: recurrence,
                awaitsRevocation: awaitsRevocation)
        }
    }

    /// Returns the deadlines of all occurrences of an obligation; nil while the first is unknown.
    func recurrence(of obligation: Obligation, by rules: PinnedRulebooks) -> Recurrence? {
        guard let rule = rules.rule(of: obligation), let every = rule.repeats, !every.isZero,
            case .success(let first) = firstDeadline(of: obligation, rule, by: rules)
        else { return nil }
        return Recurrence(first: first, every: every, zone: rules.zone(of: obligation))
    }

    /// Reduces the gaps together to the latest occurrences that fit in `room`, but each gap to at
    /// least the last one, from which the next is counted.
    private static func limited(_ gaps: [Gap], to room: Int) -> [Gap] {
        guard gaps.reduce(0, { $0 + $1.owed.count }) > room else { return gaps }
        let latest = gaps.enumerated().flatMap { place, gap in
            gap.owed.latest(max(1, room)).map { (gap: place, dueAt: gap.recurrence.dueAt($0)) }
        }.sorted { $0.dueAt > $1.dueAt }.prefix(max(0, room))
        var counts = gaps.map { _ in 0 }
        for occurrence in latest { counts[occurrence.gap] += 1 }
        return zip(gaps, counts).map { gap, count in
            var gap = gap
            gap.opened = gap.owed.latest(max(1, count))
            return gap
        }
    }

    /// Records the number of passed-over occurrences as a fault, and notifies the operators.
    private mutating func passOver(_ gap: Gap, by rules: PinnedRulebooks) -> [Effect] {
        let count = gap.owed.count - gap.opened.count
        let last = obligations[gap.last]
        guard count > 0, let rule = rules.rule(of: last), let from = gap.owed.first,
            let through = gap.opened.first.flatMap({ gap.owed.last(before: $0) })
        else { return [] }
        let anchors = rule.due.anchors.compactMap { anchor -> FaultDetail.AnchorTime? in
            guard case .success(let at) = instant(of: anchor, for: last) else { return nil }
            return FaultDetail.AnchorTime(anchor, at: at)
        }
        let fault = Fault(
            .implausible,
            .passedOver(
                count: count, from: gap.recurrence.dueAt(from),
                through: gap.recurrence.dueAt(through), anchors))
        return raise(fault, about: last.series, by: rules.current)
    }

    /// Returns the next instant at which a repeated obligation opens.
    func nextOwed(after now: Instant, by rules: PinnedRulebooks) -> Instant? {
        let many = obligations.repeatedSeries.compactMap { places in
            closedAt(of: obligations[places[0]]) == nil
                ? lastOwed(places, at: now, by: rules).map { $0.recurrence.dueAt($0.number) } : nil
        }
        let again = many.filter { $0 > now }.min()
        // A past firing was the last one: the rules define no further firing.
        let firing = fired.flatMap { $0.at > now ? $0.at : nil }
        return [again, firing].compactMap(\.self).min()
    }
}

// MARK: Corrections

extension Case {
    /// Clears the fault of each series without passed-over occurrences.
    mutating func settlePassedOver(at now: Instant, by rules: PinnedRulebooks) -> [Effect] {
        var effects: [Effect] = []
        for about in faults.keys.sorted() where faults[about]?.kind == .implausible {
            let places = obligations.places(ofSeries: about)
            guard !places.isEmpty else { continue }
            let last = lastOwed(places, at: now, by: rules)?.number ?? 0
            let gone = letGo[about]?.number ?? 0
            let held = places.count { (gone + 1...max(last, gone + 1)).contains(number($0)) }
            if gone + held >= last { effects += settle(about: about) }
        }
        return effects
    }

    /// Returns the number of the occurrence at a place.
    private func number(_ place: Int) -> Int { obligations[place].occurrence ?? 0 }
}

// MARK: Bulletins

extension Case {
    /// Opens the firings of a bulletin's schedule up to the first one ahead.
    mutating func fire(at now: Instant, by rules: PinnedRulebooks) -> [Effect] {
        guard let duty = subject.bulletin, let owed = rules.current.schedule(of: duty) else {
            return []
        }
        var effects: [Effect] = []
        while fired.map({ $0.at <= now }) ?? true {
            do throws(Fault) {
                guard let next = try owed.firing(after: fired?.at ?? now) else { break }
                effects += settle(about: duty.path)
                effects += open(next, of: duty, owed, at: now, by: rules)
            } catch {
                effects += raise(error, about: duty.path, by: rules.current)
                break
            }
        }
        return effects
    }

    private mutating func open(
        _ firing: Instant, of duty: BulletinDuty, _ owed: OwedSchedule, at now: Instant,
        by rules: PinnedRulebooks
    ) -> [Effect] {
        let since = owed.beginning(of: firing, after: fired?.at) ?? now
        let number = (fired?.number ?? 0) + 1
        fired = Firing(number: number, at: firing)
        var effects: [Effect] = []
        for awaiting in owed.to {
            obligations.append(
                Obligation(
                    rule: duty.rule, name: duty.name, awaiting: awaiting,
                    rulebook: rules.current.digest, openedAt: now,
                    cause: .firing(since: since, at: firing), occurrence: number,
                    owing: duty.owing))
            let last = obligations.endIndex - 1
            effects += start(
                last, dueAt: extended(firing, of: obligations[last]), at: now, by: rules)
        }
        return effects
    }
}
