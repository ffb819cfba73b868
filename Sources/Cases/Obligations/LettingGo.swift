import Calendars
import Rules

/// The bound of the occurrences that a case holds: the newest go on, and the oldest are let go of.
extension Case {
    /// Lets go of the oldest occurrences of repeated obligations with too many, and notifies the
    /// operators.
    ///
    /// Decided ones leave the case, and unreported ones get the verdict `missed` first. The first
    /// occurrence stays, and so does one whose report sets the deadline of another obligation.
    mutating func letGo(at now: Instant, by rules: PinnedRulebooks) -> [Effect] {
        if let duty = subject.bulletin { return letGoOfFirings(of: duty, at: now, by: rules) }
        guard obligations.count > rules.bounds.occurrences else { return [] }
        var effects: [Effect] = []
        for series in crowded(by: rules) {
            letGoOfDecided(series, at: now, by: rules)
            let free = obligations.places(ofSeries: series)
                .filter { obligations[$0].occurrence ?? 0 > letGo[series]?.number ?? 1 }
                .sorted { obligations[$0].occurrence ?? 0 < obligations[$1].occurrence ?? 0 }
            guard obligations.places(ofSeries: series).count > rules.bounds.occurrences,
                free.count > rules.bounds.occurrences - rules.bounds.occurrencesLetGo,
                let last = free.dropFirst(rules.bounds.occurrencesLetGo - 1).first,
                let number = obligations[last].occurrence,
                let through = recurrence(of: obligations[last], by: rules)?.dueAt(number)
            else { continue }
            letGo[series] = LetGo(number: number, through: through, at: now, late: [])
            letGoOfDecided(series, at: now, by: rules)
            effects += tellOfLimit(
                about: .rules(series),
                .occurrences(
                    count: rules.bounds.occurrences, number: number, through: through),
                by: rules.current)
        }
        return effects
    }

    /// Returns the repeated series with too many occurrences.
    private func crowded(by rules: PinnedRulebooks) -> [String] {
        obligations.repeatedSeries.filter { $0.count > rules.bounds.occurrences }
            .map { obligations[$0[0]].series }
    }

    /// Removes the decided occurrences up to the last one that is let go of.
    private mutating func letGoOfDecided(
        _ series: String, at now: Instant, by rules: PinnedRulebooks
    ) {
        guard let number = letGo[series]?.number else { return }
        let places = obligations.places(ofSeries: series)
        let held = holders(places)
        remove(
            places.filter {
                !obligations[$0].isOpen && !held.contains($0)
                    && (2...number).contains(obligations[$0].occurrence ?? 0)
            }, by: rules)
    }

    /// Removes occurrences, and remembers the reports that counted for them and were made later
    /// than all of them were due.
    private mutating func remove(_ gone: [Int], by rules: PinnedRulebooks) {
        guard let first = gone.first, let last = letGo[obligations[first].series] else { return }
        let targets =
            reports.last.map { $0.submittedAt > last.through } ?? false
            ? dealing(by: rules).targets : [:]
        let places = Set(gone)
        let late = reports.filter { report in
            report.submittedAt > last.through
                && (targets[report.record] ?? []).contains(where: places.contains)
        }
        letGo[obligations[first].series] = LetGo(
            number: last.number, through: last.through, at: last.at,
            late: last.late + late.map(\.record))
        obligations.removeAll(Set(gone.map { obligations[$0].id }))
    }

    /// Returns the places of the occurrences whose reports were made, or received, first: times of
    /// other obligations may count from them.
    private func holders(_ places: [Int]) -> Set<Int> {
        var (submitted, received): ((Instant, Int)?, (Instant, Int)?)
        for place in places {
            guard let report = obligations[place].firstReport.flatMap({ report($0) }) else {
                continue
            }
            if submitted.map({ report.submittedAt < $0.0 }) ?? true {
                submitted = (report.submittedAt, place)
            }
            guard let at = report.receivedAt else { continue }
            if received.map({ at < $0.0 }) ?? true { received = (at, place) }
        }
        return Set([submitted?.1, received?.1].compactMap(\.self))
    }
}

// MARK: Bulletins

extension Case {
    /// Lets go of the occurrences of a bulletin judged long ago, with the reports of that time, and
    /// notifies the operators.
    private mutating func letGoOfFirings(
        of duty: BulletinDuty, at now: Instant, by rules: PinnedRulebooks
    ) -> [Effect] {
        guard obligations.count > 2 * rules.bounds.firings else { return [] }
        var last: LetGo?
        for places in obligations.series where places.count > 2 * rules.bounds.firings {
            let old = places.prefix(places.count - rules.bounds.firings).filter {
                obligations[$0].verdict != nil
            }
            guard let place = old.last, let number = obligations[place].occurrence,
                case .firing(_, let through) = obligations[place].cause
            else { continue }
            last = LetGo(number: number, through: through, at: now, late: [])
            letGo[obligations[place].series] = last
            remove(old, by: rules)
        }
        guard let last else { return [] }
        forgetStatements()
        return tellOfLimit(
            about: .rules(duty.path),
            .firings(
                count: 2 * rules.bounds.firings, number: last.number, through: last.through),
            by: rules.current)
    }

    /// Removes the reports from before the first occurrence, with their retractions.
    private mutating func forgetStatements() {
        let begins = obligations.compactMap { obligation -> Instant? in
            if case .firing(let since, _) = obligation.cause { since } else { nil }
        }
        guard let first = begins.min() else { return }
        let gone = Set(reports.filter { $0.submittedAt <= first }.map(\.record))
        reports.removeAll(through: first)
        for retraction in retractions.filter({ gone.contains($0.report) }) {
            retractions.remove(retraction.record)
        }
    }
}
