import Calendars
import Rules

/// The obligations among which a report counts for one: the occurrences of a repeated obligation or
/// a bulletin, or a single obligation.
struct ReportSeries {
    /// The owing unit and the rule of some of the occurrences.
    struct Variant {
        /// The place of one of them.
        let place: Int
        let owing: Unit.ID
        let rulebook: String
        let rule: ObligationRule
        /// The stages of which a report to a unit must name one.
        let stagesToName: [Unit.ID: [String]]
        /// The deadlines of the occurrences; nil for a single obligation, for a bulletin, and while
        /// the first is unknown.
        let recurrence: Recurrence?
    }

    let rule: Rule.ID
    let name: String
    let cause: Obligation.Cause
    let awaiting: [Unit.ID]
    /// True for occurrences, of which a report counts for the one whose turn it is.
    let isPeriodic: Bool
    let zone: Zone
    let variants: [Variant]
    var turns: Turns

    /// The place of the obligation in its rule, for equal deadlines.
    let order: Int

    /// The oldest occurrences, which the case no longer holds; nil if there are none.
    let letGo: LetGo?
    /// The reports that count for an occurrence, if the case let go of others.
    let held: Set<Record.ID>

    /// Returns true if a report can count for both: for obligations of different rules or to
    /// different units, of different forms with the same anchor, or of several updates.
    func isBeside(_ other: ReportSeries) -> Bool {
        if rule != other.rule || !awaiting.contains(where: other.awaiting.contains) { return true }
        if case .update = cause, case .update = other.cause, name == other.name { return true }
        guard let own = variants.first?.rule, let its = other.variants.first?.rule else {
            return true
        }
        let (ownForms, itsForms) = (own.forms.map { Set($0) }, its.forms.map { Set($0) })
        return ownForms != itsForms && Set(own.due.anchors) == Set(its.due.anchors)
    }
}

extension Case {
    /// Returns the series of all obligations, in the order they were opened.
    func reportSeries(by rules: PinnedRulebooks) -> [ReportSeries] {
        let all = parts.isEmpty ? closedSpans : []
        return obligations.series.flatMap { places -> [ReportSeries] in
            let many = places.filter { obligations[$0].occurrence != nil }
                .sorted { obligations[$0].occurrence ?? 0 < obligations[$1].occurrence ?? 0 }
            let single = places.filter { obligations[$0].occurrence == nil }.map { [$0] }
            let spans = parts.isEmpty ? all : closedSpans(of: obligations[places[0]])
            return ((many.isEmpty ? [] : [many]) + single).compactMap {
                series($0, spans, by: rules)
            }
        }
    }

    private func series(
        _ places: [Int], _ spans: [ClosedSpan], by rules: PinnedRulebooks
    ) -> ReportSeries? {
        let first = obligations[places[0]]
        var variants: [ReportSeries.Variant] = []
        var turns: [Turns.Turn] = []
        for (index, place) in places.enumerated() {
            guard let variant = variant(of: place, among: &variants, by: rules) else { continue }
            let next = index + 1 < places.count ? places[index + 1] : nil
            turns.append(
                first.occurrence == nil
                    ? single(place, by: rules)
                    : turn(
                        place, turns.last, next, variants[variant], variant, spans, by: rules)
            )
        }
        guard let rule = variants.first else { return nil }
        return ReportSeries(
            rule: first.rule, name: first.name, cause: first.cause, awaiting: first.awaiting,
            isPeriodic: first.occurrence != nil,
            zone: scheduleZone(of: first, rule.rule, by: rules),
            variants: variants, turns: Turns(turns),
            order: rules.order(of: first), letGo: letGo[first.series],
            held: letGo[first.series] == nil
                ? [] : Set(places.compactMap { obligations[$0].firstReport }))
    }

    /// Returns the index of the variant of an obligation, adding it if it is new; nil if the rule
    /// no longer exists.
    private func variant(
        of place: Int, among variants: inout [ReportSeries.Variant], by rules: PinnedRulebooks
    ) -> Int? {
        let obligation = obligations[place]
        let known = variants.firstIndex {
            $0.owing == obligation.owing && $0.rulebook == obligation.rulebook
                && obligations[$0.place].owners == obligation.owners
        }
        if let known { return known }
        guard let rule = rules.rule(of: obligation) else { return nil }
        variants.append(
            ReportSeries.Variant(
                place: place, owing: obligation.owing, rulebook: obligation.rulebook, rule: rule,
                stagesToName: rules.stagesToName(of: obligation),
                recurrence: obligation.isRepeated ? recurrence(of: obligation, by: rules) : nil))
        return variants.endIndex - 1
    }

    private func single(_ place: Int, by rules: PinnedRulebooks) -> Turns.Turn {
        Turns.Turn(
            place: place, variant: 0, begin: nil, deadline: nil, lateThrough: nil,
            through: expiry(of: obligations[place], by: rules),
            waived: waivedSpans(of: obligations[place]),
            missing: pinnedReport(of: obligations[place]) == nil ? 1 : 0)
    }

    private func scheduleZone(
        of obligation: Obligation, _ rule: ObligationRule, by rules: PinnedRulebooks
    ) -> Zone {
        if case .schedule(let schedule) = rule.on { return schedule.zone }
        return rules.zone(of: obligation)
    }
}

// MARK: Periods

extension Case {
    /// Adds the occurrence at a place, opened after the last of its series, with the same owing
    /// unit and rulebook.
    func extend(_ series: inout ReportSeries, by place: Int, _ rules: PinnedRulebooks) {
        let obligation = obligations[place]
        let index = series.variants.firstIndex {
            $0.owing == obligation.owing && $0.rulebook == obligation.rulebook
        }
        guard series.isPeriodic, let index else { return }
        series.turns.append(
            turn(
                place, series.turns.turns.last, nil, series.variants[index], index, closedSpans,
                by: rules))
    }

    /// The longest time after a deadline for which a report counts for it, unless the rule says so.
    private static let lateMax = Duration.seconds(6 * 3_600)

    private func turn(
        _ place: Int, _ before: Turns.Turn?, _ next: Int?, _ variant: ReportSeries.Variant,
        _ index: Int, _ spans: [ClosedSpan], by rules: PinnedRulebooks
    ) -> Turns.Turn {
        let obligation = obligations[place]
        let rule = variant.rule
        let wanted = if case .schedule(let schedule) = rule.on { schedule.count } else { 1 }
        let grid = grid(of: obligation, variant.recurrence)
        let begin = grid.deadline.flatMap { deadline in
            grid.begin.map { self.begin($0, until: deadline, among: spans) }
        }
        return Turns.Turn(
            place: place, variant: index, begin: begin ?? before?.begin, deadline: grid.deadline,
            lateThrough: lateThrough(obligation, rule, grid, next, by: rules),
            through: lastCounting(obligation, spans, by: rules),
            waived: waivedSpans(of: obligation),
            missing: pinnedReport(of: obligation) == nil ? wanted : 0)
    }

    /// The deadline of an occurrence by the rule, and of the ones beside it.
    private struct Grid {
        var begin: Instant?
        var deadline: Instant?
        var next: Instant?
    }

    private func grid(of obligation: Obligation, _ recurrence: Recurrence?) -> Grid {
        if case .firing(let since, let at) = obligation.cause {
            return Grid(begin: since, deadline: at)
        }
        guard let number = obligation.occurrence, let recurrence else { return Grid() }
        return Grid(
            begin: recurrence.dueAt(number - 1), deadline: recurrence.dueAt(number),
            next: recurrence.dueAt(number + 1))
    }

    /// Returns the last instant at which a report for an occurrence comes before later ones.
    private func lateThrough(
        _ obligation: Obligation, _ rule: ObligationRule, _ grid: Grid, _ next: Int?,
        by rules: PinnedRulebooks
    ) -> Instant? {
        guard let deadline = grid.deadline, let dueAt = obligation.dueAt else { return nil }
        if let late = rule.late { return late.added(to: dueAt, in: rules.zone(of: obligation)) }
        var following = grid.next
        if let next, case .firing(_, let at) = obligations[next].cause { following = at }
        following = following ?? nextFiring(after: obligation, by: rules)
        let eighth = following.map { ($0 - deadline) / 8 } ?? Self.lateMax
        return dueAt + min(eighth, Self.lateMax)
    }

    /// Returns the last instant at which a report counts for an occurrence: the end of its time, or
    /// the closing in which it falls due.
    private func lastCounting(
        _ obligation: Obligation, _ spans: [ClosedSpan], by rules: PinnedRulebooks
    ) -> Instant? {
        let end = expiry(of: obligation, by: rules)
        guard obligation.isRepeated, let dueAt = obligation.dueAt,
            let span = spans.lettingOff(dueAt)
        else { return end }
        return end.map { min($0, span.from) } ?? span.from
    }

    /// Returns the spans in which a waiver of an obligation is in effect.
    private func waivedSpans(of obligation: Obligation) -> [Range<Instant>] {
        guard parts.isEmpty else {
            let all = sources(of: obligation).map { seen(as: $0).waivedSpans(of: obligation) }
            return all.dropFirst().reduce(all.first ?? []) { $0.common(with: $1) }
        }
        return reliefs(of: obligation).filter { $0.kind == .waiver }.compactMap { relief in
            let until = relief.until ?? Instant(milliseconds: .max)
            return relief.at < until ? relief.at..<until : nil
        }
    }
}

extension [Range<Instant>] {
    /// Returns the spans that two lists of spans have in common.
    fileprivate func common(with other: Self) -> Self {
        flatMap { span in
            other.map { span.clamped(to: $0) }.filter { !$0.isEmpty }
        }
    }
}

extension PinnedRulebooks {
    /// Returns the place of an obligation in its rule.
    fileprivate func order(of obligation: Obligation) -> Int {
        rulebook(of: obligation).rule(obligation.rule)?.obligations.firstIndex {
            $0.name == obligation.name
        } ?? 0
    }

    /// Returns the stages that reports of an obligation's rule must choose from, by unit.
    fileprivate func stagesToName(of obligation: Obligation) -> [Unit.ID: [String]] {
        rulebook(of: obligation).rule(obligation.rule)?.stagesToName ?? [:]
    }
}
