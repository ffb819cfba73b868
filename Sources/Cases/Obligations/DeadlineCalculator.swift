package import Calendars
import JSON
package import Rules

/// A calculator of deadlines from due forms, with the zone, the calendars and the anchors it needs.
package struct DeadlineCalculator {
    private let zone: Zone
    private let calendars: [WorkCalendar.ID: WorkCalendar]
    private let holds: (Condition) -> Bool?
    let anchor: (Anchor) -> Result<Instant, OpenQuestion>

    /// Creates a calculator. `holds` decides which conditional bounds apply; nil means undecidable.
    package init(
        zone: Zone, calendars: [WorkCalendar.ID: WorkCalendar],
        holds: @escaping (Condition) -> Bool? = { _ in nil },
        anchor: @escaping (Anchor) -> Result<Instant, OpenQuestion>
    ) {
        self.zone = zone
        self.calendars = calendars
        self.holds = holds
        self.anchor = anchor
    }

    /// Returns the last instant that is on time, or the question that is still open.
    package func deadline(of due: Due) -> Result<Instant, OpenQuestion> {
        switch due {
        case .within(let period, let anchor):
            return self.anchor(anchor).map { period.added(to: $0, in: zone) }
        case .businessDays(let count, let anchor, let id, let minute):
            return self.anchor(anchor).flatMap { instant in
                withCalendar(id) { calendar throws(WorkCalendar.Incomplete) in
                    try calendar.deadline(businessDays: count, after: instant, at: minute)
                }
            }
        case .businessTime(let span, let anchor, let id):
            return self.anchor(anchor).flatMap { instant in
                withCalendar(id) { calendar throws(WorkCalendar.Incomplete) in
                    try calendar.deadline(businessTime: span, after: instant)
                }
            }
        case .earliest(let parts):
            return bound(applying(parts).map(deadline), needsAll: false) { $0.min() }
        case .latest(let parts):
            return bound(applying(parts).map(deadline), needsAll: true) { $0.max() }
        case .firstKnown(let parts): return firstKnown(of: applying(parts))
        case .rolled(let due, let id, let minute):
            return deadline(of: due).flatMap { instant in
                withCalendar(id) { calendar throws(WorkCalendar.Incomplete) in
                    try calendar.rolled(instant, at: minute)
                }
            }
        case .timed(let due, let minute):
            return deadline(of: due).map { instant in
                let date = zone.civil(at: instant).date
                let last = CivilTime(date, hour: 23, minute: 59, second: 59)
                return zone.instant(
                    of: minute == 1_440
                        ? last : CivilTime(date, hour: minute / 60, minute: minute % 60))
            }
        case .given(let condition, let due):
            guard holds(condition) == true else {
                return .failure(.condition(condition.source.serialized()))
            }
            return deadline(of: due)
        case .firing:
            return .failure(.firing)
        }
    }

    /// Returns the bounds that apply to the incident; all of them if none applies.
    func applying(_ parts: [Due]) -> [Due] {
        let applying = parts.filter { part in
            if case .given(let condition, _) = part { holds(condition) == true } else { true }
        }
        return applying.isEmpty ? parts : applying
    }

    /// Returns the first bound that is known; if none is, the question of the first.
    private func firstKnown(of parts: [Due]) -> Result<Instant, OpenQuestion> {
        var questions: [OpenQuestion] = []
        for part in parts {
            switch deadline(of: part) {
            case .success(let instant): return .success(instant)
            case .failure(let question) where question.isForOperators: return .failure(question)
            case .failure(let question): questions.append(question)
            }
        }
        return .failure(questions.first ?? .bound)
    }

    /// Combines bounds. The earliest is known as soon as one bound is known, the latest only when
    /// all are.
    private func bound(
        _ parts: [Result<Instant, OpenQuestion>], needsAll: Bool,
        _ choose: ([Instant]) -> Instant?
    ) -> Result<Instant, OpenQuestion> {
        var known: [Instant] = []
        var questions: [OpenQuestion] = []
        for part in parts {
            switch part {
            case .success(let instant): known.append(instant)
            case .failure(let question): questions.append(question)
            }
        }
        let gravest = questions.first(where: \.isForOperators) ?? questions.first
        if let gravest, needsAll || known.isEmpty || gravest.isForOperators {
            return .failure(gravest)
        }
        return choose(known).map { .success($0) } ?? .failure(.bound)
    }

    /// Queries a calendar. A calendar that does not reach far enough is for the operators to
    /// extend.
    private func withCalendar(
        _ id: WorkCalendar.ID,
        _ body: (WorkCalendar) throws(WorkCalendar.Incomplete) -> Instant
    ) -> Result<Instant, OpenQuestion> {
        guard let calendar = calendars[id] else {
            return .failure(.calendar(id))
        }
        do throws(WorkCalendar.Incomplete) {
            return .success(try body(calendar))
        } catch {
            return .failure(.coverage(error))
        }
    }
}
