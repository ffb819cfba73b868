import Calendars
import Rules

/// What is owed again and again: follow-ups until an incident is closed, and bulletins for ever.
extension Case {
    /// The most occurrences of one obligation that a case holds.
    static let occurrencesMax = 10_000
    /// The most obligations that one record, or one waking, opens.
    static let openedAtOnceMax = 1_000

    /// Opens the next occurrence of what is owed until the incident is closed, once the last is
    /// due.
    ///
    /// Where more than `openedAtOnceMax` would open at once, a time in the record cannot be right:
    /// the latest alone are opened, and the operators are told.
    mutating func owe(again now: Instant, by rules: Rulebooks) -> [Effect] {
        var effects: [Effect] = []
        for gap in Self.limited(gaps(at: now, by: rules), to: room(at: now)) {
            for number in gap.opened {
                let last = obligations[gap.last]
                let next = Obligation(
                    rule: last.rule, name: last.name, awaiting: last.awaiting,
                    rulebook: last.rulebook, openedAt: now, cause: last.cause, occurrence: number,
                    owing: last.owing)
                obligations.append(next)
                effects += start(
                    obligations.endIndex - 1,
                    dueAt: extended(gap.recurrence.dueAt(number), of: next), at: now, by: rules)
            }
            effects += passOver(gap, by: rules)
        }
        return effects
    }

    /// The number of obligations that may still open at a moment.
    private func room(at now: Instant) -> Int {
        Self.openedAtOnceMax - obligations.count { $0.openedAt == now }
    }

    /// The occurrences of one series that are owed and have not been opened.
    private struct Gap {
        /// The place of the last that was.
        let last: Int
        let recurrence: Recurrence
        let owed: ClosedRange<Int>
        /// Those of them that are opened, the latest.
        var opened: ClosedRange<Int>
    }

    private func gaps(at now: Instant, by rules: Rulebooks) -> [Gap] {
        repeatedSeries.compactMap { places -> Gap? in
            // By the deadline of the rule: more time for one is not more time for the next.
            guard places.count < Self.occurrencesMax,
                let last = lastOwed(places, at: now, by: rules), !last.awaitsRevocation
            else { return nil }
            let recurrence = last.recurrence
            var through = recurrence.number(after: now)
            if let closedAt { through = min(through, recurrence.number(after: closedAt) - 1) }
            guard last.number < through else { return nil }
            let owed = last.number + 1...through
            return Gap(last: last.place, recurrence: recurrence, owed: owed, opened: owed)
        }.sorted { $0.last < $1.last }
    }

    /// The places of each series; none where no obligation is repeated.
    var repeatedSeries: [[Int]] {
        obligations.contains(where: \.isRepeated) ? obligations.series : []
    }

    /// The last occurrence of a series that is owed at a time.
    private struct LastOwed {
        let place: Int
        let number: Int
        /// The deadlines of all occurrences.
        let recurrence: Recurrence
        /// True until `revoke` has taken back what is owed no longer.
        let awaitsRevocation: Bool
    }

    /// Returns nil for what is owed once, and while its first deadline is not known.
    private func lastOwed(
        _ places: [Int], at now: Instant, by rules: Rulebooks
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
                // What was reported stays, also where a correction put its deadline far ahead.
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

    /// The deadlines of all occurrences of an obligation; nil while the first is not known.
    private func recurrence(of obligation: Obligation, by rules: Rulebooks) -> Recurrence? {
        guard let rule = rules.rule(of: obligation), let every = rule.repeats, !every.isZero,
            case .success(let first) = firstDeadline(of: obligation, rule, by: rules)
        else { return nil }
        return Recurrence(first: first, every: every, zone: rules.zone(of: obligation))
    }

    /// Leaves of all gaps together the latest occurrences, as many as there is room for, and of
    /// each gap at least the last: it is the one from which the next is counted.
    private static func limited(_ gaps: [Gap], to room: Int) -> [Gap] {
        guard gaps.reduce(0, { $0 + $1.owed.count }) > room else { return gaps }
        let latest = gaps.enumerated().flatMap { place, gap in
            gap.owed.suffix(max(1, room)).map { (gap: place, dueAt: gap.recurrence.dueAt($0)) }
        }.sorted { $0.dueAt > $1.dueAt }.prefix(max(0, room))
        var counts = gaps.map { _ in 0 }
        for occurrence in latest { counts[occurrence.gap] += 1 }
        return zip(gaps, counts).map { gap, count in
            var gap = gap
            gap.opened = gap.owed.upperBound + 1 - max(1, count)...gap.owed.upperBound
            return gap
        }
    }

    /// Keeps in sight how many occurrences were passed over, and tells the operators.
    private mutating func passOver(_ gap: Gap, by rules: Rulebooks) -> [Effect] {
        let count = gap.opened.lowerBound - gap.owed.lowerBound
        let last = obligations[gap.last]
        guard count > 0, let rule = rules.rule(of: last) else { return [] }
        let (from, through) = (gap.owed.lowerBound, gap.opened.lowerBound - 1)
        let odd = rule.due.anchors.compactMap { anchor -> String? in
            guard case .success(let at) = instant(of: anchor, for: last) else { return nil }
            return "\(anchor) \(at.rfc3339)"
        }
        let fault = Fault(
            .implausible,
            "\(count) occurrences due from \(gap.recurrence.dueAt(from).rfc3339) through "
                + "\(gap.recurrence.dueAt(through).rfc3339) are not asked for; the record says "
                + odd.joined(separator: ", "))
        return raise(fault, about: last.series, by: rules.current)
    }

    /// When something is owed again.
    func nextOwed(after now: Instant, by rules: Rulebooks) -> Instant? {
        let many = repeatedSeries.compactMap { places in
            lastOwed(places, at: now, by: rules).map { $0.recurrence.dueAt($0.number) }
        }
        let again = closedAt == nil ? many.filter { $0 > now }.min() : nil
        // A firing that has passed was the last: the rules know of no further one.
        let firing = fired.flatMap { $0.at > now ? $0.at : nil }
        return [again, firing].compactMap(\.self).min()
    }
}

// MARK: Corrections

extension Case {
    /// Clears the fault of a series none of whose occurrences is passed over any more.
    mutating func settlePassedOver(at now: Instant, by rules: Rulebooks) -> [Effect] {
        var effects: [Effect] = []
        for about in faults.keys.sorted() where faults[about]?.kind == .implausible {
            let places = obligations.places(ofSeries: about)
            guard !places.isEmpty else { continue }
            let last = lastOwed(places, at: now, by: rules)?.number ?? 0
            let held = places.count { obligations[$0].occurrence ?? 0 <= last }
            if held >= last { effects += settle(about: about) }
        }
        return effects
    }
}

// MARK: Bulletins

extension Case {
    /// How many times of a bulletin are kept in the case; all of them are in the journal.
    private static let firingsKept = 200

    /// Opens the firings of a bulletin's schedule up to the first that lies ahead.
    mutating func fire(at now: Instant, by rules: Rulebooks) -> [Effect] {
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
        forget()
        return effects
    }

    private mutating func open(
        _ firing: Instant, of duty: BulletinDuty, _ owed: OwedSchedule, at now: Instant,
        by rules: Rulebooks
    ) -> [Effect] {
        let since = fired?.at ?? owed.firing(before: now) ?? now
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

    /// Lets go of what was judged long ago, with the reports of that time.
    private mutating func forget() {
        guard obligations.count > 2 * Self.firingsKept else { return }
        let old = obligations.count - Self.firingsKept
        obligations.removeAll(
            Set(obligations.prefix(old).filter { $0.verdict != nil }.map(\.id)))
        let begins = obligations.compactMap { obligation -> Instant? in
            if case .firing(let since, _) = obligation.cause { since } else { nil }
        }
        guard let first = begins.min() else { return }
        reports.removeAll(through: first)
    }
}
