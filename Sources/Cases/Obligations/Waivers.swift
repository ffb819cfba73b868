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
        forgetFollowUps(after: effects)
        return effects
    }

    /// Whether it was let off before a report was made: then that is not judged.
    func isLetOff(_ obligation: Obligation, from instant: Instant, at now: Instant) -> Bool {
        reliefs(of: obligation).contains { $0.at <= instant && $0.waives(at: now) }
    }

    /// Who lets it off: by a waiver, or by closing the incident before this time of many was due.
    private func waiver(of obligation: Obligation, at now: Instant) -> String? {
        // What was reported before anybody let it off has its verdict.
        if obligation.verdict.map({ $0.outcome != .missed }) ?? false { return nil }
        if let waiver = reliefs(of: obligation).first(where: { $0.waives(at: now) }) {
            return waiver.by
        }
        guard obligation.isRepeated, obligation.verdict == nil, let closedAt,
            obligation.dueAt.map({ $0 > closedAt }) ?? true
        else { return nil }
        return closures.last?.by ?? "closure"
    }

    /// The extensions and waivers that name an obligation, by time.
    private func reliefs(of obligation: Obligation) -> [Relief] {
        reliefs.isEmpty ? [] : reliefs.about(any: obligation.names)
    }

    /// When waivers that hold now end.
    func waiversEnding(after now: Instant) -> [Instant] {
        reliefs.filter { $0.kind == .waiver }.compactMap(\.until).filter { $0 > now }
    }

    /// The deadline with what extensions add to it.
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
