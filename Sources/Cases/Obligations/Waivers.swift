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
        var withdrawals = Withdrawals()
        for index in places {
            let by = waiver(of: obligations[index], at: now, by: rules, &withdrawals)
            guard obligations[index].waivedBy != by else { continue }
            let wasOpen = obligations[index].isOpen
            obligations[index].waivedBy = by
            let id = obligations[index].id
            guard let by else {
                if obligations[index].isOpen {
                    effects.append(.reopened(id))
                    effects += tellAgain(index, at: now, rules)
                }
                continue
            }
            effects.append(.waived(id, by: by))
            if wasOpen { effects += tellIsOver(index, .waived, at: now, rules) }
        }
        forgetAdditionalNotices(after: effects)
        return effects
    }

    /// Returns the person who waived the obligation: by a waiver, or by a closing of the incident
    /// in which this occurrence falls due. Of an obligation that its own rule withdraws, returns
    /// the name of the rule.
    private func waiver(
        of obligation: Obligation, at now: Instant, by rules: PinnedRulebooks,
        _ withdrawals: inout Withdrawals
    ) -> String? {
        // A report made before any waiver has its verdict.
        if obligation.verdict.map({ $0.outcome != .missed }) ?? false { return nil }
        if let waiver = relief(of: obligation, at: now) { return waiver.by }
        guard obligation.verdict == nil else { return nil }
        if let ending = ending(obligation, by: rules) { return ending.by ?? "closure" }
        let isWithdrawn = withdrawals.include(obligation, in: self, at: now, by: rules)
        return isWithdrawn ? obligation.rule.text : nil
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
