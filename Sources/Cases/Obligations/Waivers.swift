import Calendars
import Rules

extension Case {
    /// Waives obligations with a waiver in effect, and reopens those whose waiver has ended.
    mutating func waive(at now: Instant, by rules: PinnedRulebooks) -> [Effect] {
        waive(obligations.indices, at: now, by: rules)
    }

    /// Waives the ones among some obligations that have a waiver in effect, and reopens the others.
    mutating func waive(
        _ places: some Sequence<Int>, at now: Instant, by rules: PinnedRulebooks
    ) -> [Effect] {
        var effects: [Effect] = []
        for index in places {
            let by = waiver(of: obligations[index], at: now)
            guard obligations[index].waivedBy != by else { continue }
            let wasOpen = obligations[index].isOpen
            obligations[index].waivedBy = by
            let id = obligations[index].id
            guard let by else {
                if obligations[index].isOpen { effects.append(.reopened(id)) }
                continue
            }
            effects.append(.waived(id, by: by))
            if wasOpen { effects += tellIsOver(index, .waived, at: now, rules) }
        }
        forgetAdditionalNotices(after: effects)
        return effects
    }

    /// Returns true if the obligation was waived before a report was made; the report is then not
    /// judged.
    func isLetOff(_ obligation: Obligation, from instant: Instant, at now: Instant) -> Bool {
        guard parts.isEmpty else {
            return sources(of: obligation).allSatisfy {
                seen(as: $0).isLetOff(obligation, from: instant, at: now)
            }
        }
        return reliefs(of: obligation).contains { $0.at <= instant && $0.waives(at: now) }
    }

    /// Returns the person who waived the obligation: by a waiver, or by a closing of the incident
    /// in which this occurrence falls due.
    private func waiver(of obligation: Obligation, at now: Instant) -> String? {
        // A report made before any waiver has its verdict.
        if obligation.verdict.map({ $0.outcome != .missed }) ?? false { return nil }
        if let waiver = relief(of: obligation, at: now) { return waiver.by }
        guard obligation.verdict == nil else { return nil }
        return ending(obligation).map { $0.by ?? "closure" }
    }

    /// Returns the waiver in effect; of merged incidents, each that requires the report must have
    /// one.
    private func relief(of obligation: Obligation, at now: Instant) -> Relief? {
        guard parts.isEmpty else {
            let all = sources(of: obligation).map { seen(as: $0).relief(of: obligation, at: now) }
            return all.contains { $0 == nil } ? nil : all.first ?? nil
        }
        return reliefs(of: obligation).first { $0.waives(at: now) }
    }

    /// Returns true for an occurrence that falls due while the incident is closed.
    func isEndedByClosing(_ obligation: Obligation) -> Bool { ending(obligation) != nil }

    /// Returns the closing that ends a repeated obligation's occurrence; nil if none does.
    private func ending(_ obligation: Obligation) -> ClosedSpan? {
        guard obligation.isRepeated, !closures.isEmpty else { return nil }
        let spans = closedSpans(of: obligation)
        guard let dueAt = obligation.dueAt else { return spans.last { $0.through == nil } }
        return spans.lettingOff(dueAt)
    }

    /// Returns the extensions and waivers that name an obligation, by time.
    func reliefs(of obligation: Obligation) -> [Relief] {
        reliefs.isEmpty ? [] : reliefs.about(any: [Relief.all] + obligation.names)
    }

    /// Returns the ends of the waivers in effect.
    func waiversEnding(after now: Instant) -> [Instant] {
        reliefs.filter { $0.kind == .waiver }.compactMap(\.until).filter { $0 > now }
    }

    /// Returns the deadline with extensions applied.
    func extended(_ dueAt: Instant, of obligation: Obligation) -> Instant {
        let later = reliefs(of: obligation).filter { $0.kind == .moreTime }
        return ([dueAt] + later.compactMap(\.until)).max() ?? dueAt
    }
}

extension Relief {
    fileprivate func waives(at now: Instant) -> Bool {
        kind == .waiver && (until.map { now < $0 } ?? true)
    }
}
