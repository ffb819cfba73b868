import Calendars
import JSON
import Rules

/// The oldest occurrences of a series that a case no longer holds.
struct LetGo: Hashable, Sendable {
    /// The number of the last of them.
    let number: Int
    /// The deadline of the last of them, by the rule.
    let through: Instant
    /// The instant of the decision.
    let at: Instant
    /// The reports that counted for one of them, but were made after `through`.
    let late: [Record.ID]

    /// Returns true if a report was counted for one of the occurrences.
    ///
    /// `held` has the reports that count for the occurrences left.
    func covers(_ report: Report, in zone: Zone, held: Set<Record.ID>) -> Bool {
        guard report.arrivedAt <= at, !held.contains(report.record) else { return false }
        switch report.period {
        case .instant(let instant): return instant <= through
        case .day(let day): return zone.instant(of: CivilTime(day)) <= through
        case nil: return report.submittedAt <= through || late.contains(report.record)
        }
    }
}

extension LetGo {
    /// Returns the occurrences that one of two cases no longer holds, which become one.
    func joined(with other: LetGo) -> LetGo {
        let last = number < other.number ? other : self
        return LetGo(
            number: last.number, through: last.through, at: last.at, late: late + other.late)
    }
}

extension LetGo {
    var json: JSON {
        .array([
            .number(.integer(Int64(number))), through.json, at.json,
            .array(late.map { .string($0.text) }),
        ])
    }

    init?(coded json: JSON) {
        guard let list = json.array, list.count == 4, let number = list[0].integer,
            let through = Instant(list[1]), let at = Instant(list[2])
        else { return nil }
        let late = (list[3].array ?? []).compactMap(\.string).map { Record.ID($0) }
        self.init(number: Int(number), through: through, at: at, late: late)
    }
}
