import Calendars
import Rules

extension Case {
    /// Lets off what somebody waived, and opens again what was waived until now.
    mutating func waive(at now: Instant, by rules: Rulebooks) -> [Effect] {
        guard reliefs.contains(where: { $0.kind == .waiver }) else { return [] }
        var effects: [Effect] = []
        for index in obligations.indices {
            let waiver = reliefs.first { $0.waives(obligations[index], at: now) }
            guard obligations[index].waivedBy != waiver?.by else { continue }
            let wasOpen = obligations[index].isOpen
            obligations[index].waivedBy = waiver?.by
            let id = obligations[index].id
            guard let waiver else {
                if obligations[index].isOpen { effects.append(.reopened(id)) }
                continue
            }
            effects.append(.waived(id, by: waiver.by))
            if wasOpen { effects += tellIsOver(index, .waived, at: now, rules) }
        }
        return effects
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
