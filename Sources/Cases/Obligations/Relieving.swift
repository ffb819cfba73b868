import Calendars
import Rules

extension Case {
    /// Lets off what somebody waived, and opens again what was waived until now.
    mutating func waive(at now: Instant, by rules: Rulebooks) -> [Effect] {
        var effects: [Effect] = []
        for index in obligations.indices {
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
        return effects
    }

    /// Whether it was let off before a report was made: then that is not judged.
    func isLetOff(_ obligation: Obligation, from instant: Instant, at now: Instant) -> Bool {
        reliefs.contains { $0.at <= instant && $0.waives(obligation, at: now) }
    }

    /// Who lets it off: by a waiver, or by closing the incident before this time of many was due.
    private func waiver(of obligation: Obligation, at now: Instant) -> String? {
        // What was reported before anybody let it off has its verdict.
        if obligation.verdict.map({ $0.outcome != .missed }) ?? false { return nil }
        if let waiver = reliefs.first(where: { $0.waives(obligation, at: now) }) {
            return waiver.by
        }
        guard obligation.isRepeated, obligation.verdict == nil, let closedAt,
            obligation.dueAt.map({ $0 > closedAt }) ?? true
        else { return nil }
        return closures.last?.by ?? "closure"
    }

    /// When waivers that hold now end.
    func waiversEnding(after now: Instant) -> [Instant] {
        reliefs.filter { $0.kind == .waiver }.compactMap(\.until).filter { $0 > now }
    }

    /// The deadline with what extensions add to it.
    func extended(_ dueAt: Instant, of obligation: Obligation) -> Instant {
        let later = reliefs.filter { $0.kind == .moreTime && obligation.isNamed($0.obligation) }
        return ([dueAt] + later.compactMap(\.until)).max() ?? dueAt
    }
}

extension Relief {
    fileprivate func waives(_ obligation: Obligation, at now: Instant) -> Bool {
        kind == .waiver && obligation.isNamed(self.obligation) && (until.map { now < $0 } ?? true)
    }
}
