package import Calendars
import Rules

/// A case in use: it takes records and instants as `Case` does, with the same effects, and a large
/// one without judging all of it again for each.
///
/// Also knows what has changed since the case was stored.
package struct LiveCase: Sendable {
    package private(set) var current: Case
    /// The results of judging the case; nil while all of it must be judged.
    private(set) var index: CaseIndex?
    /// The digest of the rules by which the last record was judged with all others; nil if that is
    /// not known, and empty if the case is to be judged whole in any event.
    private var judgedBy: String?
    /// The size from which on the case is indexed and stored in parts.
    private let largeFrom: Int
    /// The difference from the stored case.
    package private(set) var difference: CaseDifference
    /// The parts that are stored apart.
    private var layout: PartLayout
    /// The digests of the obligations' rulebooks; nil if they may have changed.
    private var knownPinned: Set<String>?
    /// True once the case was stored: a case read for one change alone is not indexed.
    private var wasStored = false

    /// The size from which on a case counts as large.
    package static let largeFrom = 64

    /// Creates a case that was never stored.
    package init(new incident: Case, largeFrom: Int = Self.largeFrom) {
        current = incident
        self.largeFrom = largeFrom
        difference = .all
        layout = PartLayout(inlineMax: largeFrom)
    }

    /// Reads a stored case.
    package init(
        head: [UInt8], parts: [CasePart], largeFrom: Int = Self.largeFrom
    ) throws(CodingError) {
        (current, layout) = try Case.read(head, parts: parts)
        layout.inlineMax = largeFrom
        self.largeFrom = largeFrom
        difference = .some(CaseChanges())
    }

    /// The number of reports and obligations, by which the size of the case is judged.
    package var size: Int { current.reports.count + current.obligations.count }

    /// True for a case that is worth keeping for further records.
    package var isLarge: Bool { size >= largeFrom }

    /// The digests of the rulebooks of all obligations.
    package var pinned: Set<String> {
        mutating get {
            if let known = knownPinned { return known }
            let pinned = current.pinned
            knownPinned = pinned
            return pinned
        }
    }

    /// The state of the case, as shown in lists.
    package var phase: CasePhase {
        guard let index else { return current.phase }
        let isOpen = index.times.openCount > 0
        return isOpen || !current.faults.isEmpty || current.isUnknown ? .open : .closed
    }

    /// Applies records, as `Case.receive`.
    package mutating func receive(
        _ records: [Record], at now: Instant, by rules: PinnedRulebooks
    ) -> [Effect] {
        if let effects = receiveFurther(records, at: now, by: rules) { return effects }
        judgeAll()
        let effects = current.receive(records, at: now, by: rules)
        noteJudged(by: rules)
        return effects
    }

    /// Removes a record, as `Case.withdraw`.
    package mutating func withdraw(
        _ id: Record.ID, at now: Instant, by rules: PinnedRulebooks
    ) -> [Effect] {
        judgeAll()
        let effects = current.withdraw(id, at: now, by: rules)
        noteJudged(by: rules)
        return effects
    }

    /// Moves the case to `now`, as `Case.advance`.
    package mutating func advance(
        to now: Instant, by rules: PinnedRulebooks, away: Range<Instant>? = nil
    ) -> [Effect] {
        if away == nil, let effects = advanceFurther(to: now, by: rules) { return effects }
        judgeAll()
        let effects = current.advance(to: now, by: rules, away: away)
        // Letting go of occurrences leaves to the next record what follows for the reports.
        if judgedBy != "", !current.letGo.isEmpty { judgedBy = nil }
        return effects
    }

    /// Replaces the whole content, as when incidents were put together or parted.
    package mutating func replace(with incident: Case) {
        judgeAll()
        current = incident
        judgedBy = nil
    }

    /// Returns what must be stored for the case to be stored as it is now.
    package mutating func stored() -> StoredCase {
        layout.stored(current, difference)
    }

    /// Notes that the case was stored as it is.
    package mutating func noteStored() {
        difference = .some(CaseChanges())
        wasStored = true
    }

    /// Prepares for a change that can concern all of the case.
    private mutating func judgeAll() {
        index = nil
        knownPinned = nil
        if case .some(let changes) = difference {
            difference = .from(changes.undone(in: current))
        }
    }

    /// Notes that all of the case was judged.
    ///
    /// Once it has let go of occurrences, that alone does not show that nothing is left to judge:
    /// the reports of the others are told apart by earlier verdicts.
    private mutating func noteJudged(by rules: PinnedRulebooks) {
        judgedBy = current.letGo.isEmpty ? rules.current.digest : nil
    }

    /// Indexes a large case in which nothing is left to judge.
    private mutating func indexCase(by rules: PinnedRulebooks) {
        if let index, index.rules == rules.current.digest { return }
        index = nil
        guard isLarge, wasStored else { return }
        if judgedBy == nil, isSettled(by: rules) { judgedBy = rules.current.digest }
        if judgedBy == rules.current.digest { index = CaseIndex(of: current, by: rules) }
        // Not tried again until the case was judged whole.
        if index == nil { judgedBy = "" }
    }

    /// Returns true if judging all of the case again changes nothing.
    private func isSettled(by rules: PinnedRulebooks) -> Bool {
        var again = current
        guard again.receive([], at: current.advancedAt, by: rules).isEmpty else { return false }
        again.wakeAt = current.wakeAt
        return again == current
    }
}

// MARK: Further reports

extension LiveCase {
    /// Applies reports that concern few obligations; nil if all of the case must be judged.
    private mutating func receiveFurther(
        _ records: [Record], at now: Instant, by rules: PinnedRulebooks
    ) -> [Effect]? {
        let now = max(now, current.advancedAt)
        guard isLarge, current.wakeAt.map({ $0 > now }) ?? true,
            let reports = furtherReports(in: records, at: now)
        else { return nil }
        indexCase(by: rules)
        guard let concern = index?.add(reports, to: current, at: now, by: rules) else {
            index = nil
            return nil
        }
        return receive(reports, concern, at: now, by: rules)
    }

    /// Returns the reports in order; nil if a record is no report that is new and of now.
    private func furtherReports(in records: [Record], at now: Instant) -> [Report]? {
        var reports: [Report] = []
        let letGoAt = current.letGo.values.map(\.at).max()
        for record in records {
            guard case .report(let report) = record.content, report.record == record.id,
                report.submittedAt <= max(now, record.arrivedAt),
                // It may belong to an occurrence that the case no longer holds.
                letGoAt.map({ report.arrivedAt > $0 }) ?? true,
                current.report(report.record) == nil,
                current.retractions.about(report.record.text).isEmpty,
                current.faults[report.about] == nil
            else { return nil }
            reports.append(report)
        }
        let ids = Set(reports.map(\.record))
        guard ids.count == reports.count,
            !reports.contains(where: { $0.corrects.map(ids.contains) ?? false })
        else { return nil }
        return reports.sorted { CaseIndex.Order($0) < CaseIndex.Order($1) }
    }

    private mutating func receive(
        _ reports: [Report], _ concern: CaseIndex.Concern, at now: Instant,
        by rules: PinnedRulebooks
    ) -> [Effect] {
        guard var index else { return [] }
        self.index = nil
        defer { self.index = index }
        note(reports, concern.places + concern.ordered)
        current.advancedAt = now
        for report in reports { current.reports.keep(report) }
        var found: [Effect] = []
        for place in concern.places {
            found += current.assess(
                place, by: index.dealing.match(place), knowing: concern.known.contains(place),
                at: now, rules)
        }
        for place in concern.ordered {
            found += current.assessOrder(
                of: place, index.bypasses[place] ?? [], at: now, rules)
        }
        current.forgetAdditionalNotices(after: found)
        found += current.waive(concern.places, at: now, by: rules)
        var effects =
            found.filter { !$0.isAbout(index.chained) } + found.filter { $0.isAbout(index.chained) }
        effects += current.note(concern.faults, at: now, by: rules)
        current.wakeAt = now
        current.noteSpoken(effects, at: now)
        index.pending.formUnion(concern.places)
        return effects
    }

    /// Notes what further reports change, before they do.
    private mutating func note(_ reports: [Report], _ places: [Int]) {
        guard case .some(var changes) = difference else { return }
        difference = .all
        changes.note(places, of: current)
        changes.reports += reports.map(\.record)
        changes.faults += reports.map(\.about)
        difference = .some(changes)
    }
}

// MARK: Instants

extension LiveCase {
    /// Moves an indexed case to `now`; nil if all of the case must be looked at.
    private mutating func advanceFurther(
        to now: Instant, by rules: PinnedRulebooks
    ) -> [Effect]? {
        let now = max(now, current.advancedAt)
        // A case that has just been judged whole is also advanced whole.
        guard index != nil || current.wakeAt != current.advancedAt else { return nil }
        indexCase(by: rules)
        guard var moving = index, canOpenNext(moving, at: now, by: rules) else { return nil }
        index = nil
        let effects = advance(&moving, to: now, by: rules)
        self.index = moving
        return effects
    }

    /// Returns true if what opens until an instant follows from the last occurrences alone.
    private func canOpenNext(
        _ index: CaseIndex, at now: Instant, by rules: PinnedRulebooks
    ) -> Bool {
        let due = index.repeats.filter { $0.nextAt <= now }
        guard !due.isEmpty else { return true }
        guard current.closures.isEmpty, now > index.openedAt, due.count <= Self.openedMax else {
            return false
        }
        let last = current.reports.last?.submittedAt
        return due.allSatisfy { one in
            let series = current.obligations[one.place].series
            return one.recurrence.dueAt(one.number + Self.openedMax) > now
                && current.faults[series] == nil
                && current.obligations.places(ofSeries: series).count + Self.openedMax
                    < rules.bounds.occurrences
                && (last.map { $0 < one.nextAt && !index.arePeriodsNamed } ?? true)
        }
    }

    /// The maximum number of occurrences that open without a look at all of the case.
    private static let openedMax = 8

    private mutating func advance(
        _ index: inout CaseIndex, to now: Instant, by rules: PinnedRulebooks
    ) -> [Effect] {
        let stepping = index.times.stepping(at: now)
        let concealing = current.reports.isEmpty ? [] : index.times.concealing(at: now)
        var places = index.pending.union(stepping).union(concealing)
        note([], Array(places))
        current.advancedAt = now
        let (opened, owed) = openNext(&index, at: now, by: rules)
        places.formUnion(opened)
        var effects = owed
        if !owed.isEmpty || !concealing.isEmpty {
            effects += assess(concealing + opened, index, at: now, by: rules)
        }
        let ordered = places.sorted()
        effects += current.waive(ordered, at: now, by: rules)
        effects += current.expire(ordered, at: now, by: rules)
        effects += current.escalate(ordered, at: now, by: rules)
        effects += current.sendAdditionalNotices(at: now, by: rules)
        for place in ordered { index.times.update(place, of: current, by: rules) }
        index.pending = []
        current.wakeAt = nextInstant(index, from: now)
        current.noteSpoken(effects, at: now)
        return effects
    }

    /// Opens the occurrences whose turn has come; returns their places and the effects.
    private mutating func openNext(
        _ index: inout CaseIndex, at now: Instant, by rules: PinnedRulebooks
    ) -> (places: [Int], effects: [Effect]) {
        var effects: [Effect] = []
        var places: [Int] = []
        let due = index.repeats.indices.filter { index.repeats[$0].nextAt <= now }
        for one in due.sorted(by: { index.repeats[$0].place < index.repeats[$1].place }) {
            while index.repeats[one].nextAt <= now {
                let last = index.repeats[one]
                effects += current.open(
                    last.number + 1, after: last.place, last.recurrence, at: now, by: rules)
                index.repeats[one].number += 1
                index.repeats[one].place = current.obligations.endIndex - 1
                index.open(current.obligations.endIndex - 1, of: current, by: rules)
                places.append(current.obligations.endIndex - 1)
            }
        }
        return (places, effects)
    }

    private mutating func assess(
        _ places: [Int], _ index: CaseIndex, at now: Instant, by rules: PinnedRulebooks
    ) -> [Effect] {
        let places = Set(places).sorted()
        var effects: [Effect] = []
        for place in places {
            effects += current.assess(place, by: index.dealing.match(place), at: now, rules)
        }
        for place in places {
            effects += current.assessOrder(
                of: place, index.bypasses[place] ?? [], at: now, rules)
        }
        current.forgetAdditionalNotices(after: effects)
        return effects
    }

    private func nextInstant(_ index: CaseIndex, from now: Instant) -> Instant? {
        let opening = current.closedAt == nil ? index.repeats.map(\.nextAt).min() : nil
        let concealment = current.reports.isEmpty ? nil : index.times.nextConcealment
        return [
            current.additionalNotices.map(\.at).min(), opening, concealment,
            index.times.nextStep,
        ].compactMap(\.self).min()
    }
}
