import Calendars
import Rules

/// What is owed again and again: follow-ups until an incident is closed, and bulletins for ever.
extension Case {
    /// How many times one obligation is owed at most.
    static let occurrencesMax = 10_000

    /// Opens the next time of what is owed until the incident is closed, once the last is due.
    mutating func owe(again now: Instant, by rules: Rulebooks) -> [Effect] {
        var effects: [Effect] = []
        for index in lastOfMany {
            var last = index
            while let next = occurrence(after: obligations[last], at: now, by: rules) {
                obligations.append(next)
                last = obligations.endIndex - 1
                guard case .success(let dueAt) = deadline(of: next, by: rules) else { break }
                effects += start(last, dueAt: extended(dueAt, of: next), at: now, by: rules)
            }
        }
        return effects
    }

    /// The latest time of each that is owed until the incident is closed.
    private var lastOfMany: [Int] {
        var last: [String: Int] = [:]
        for index in obligations.indices where obligations[index].isRepeated {
            last[obligations[index].series] = index
        }
        return last.values.sorted()
    }

    /// The time after one that is due; nil while it is not, and once the incident is closed.
    private func occurrence(
        after last: Obligation, at now: Instant, by rules: Rulebooks
    ) -> Obligation? {
        // By the deadline of the rule: more time for one is not more time for the next.
        guard let number = last.occurrence, number < Self.occurrencesMax,
            case .success(let dueAt)? = deadline(of: last, by: rules), dueAt <= now
        else { return nil }
        let next = Obligation(
            rule: last.rule, name: last.name, awaiting: last.awaiting, rulebook: last.rulebook,
            openedAt: now, cause: last.cause, occurrence: number + 1, owing: last.owing)
        guard case .success(let nextDue) = deadline(of: next, by: rules) else { return nil }
        return closedAt.map { nextDue > $0 } ?? false ? nil : next
    }

    /// When something is owed again.
    func nextOwed(after now: Instant, by rules: Rulebooks) -> Instant? {
        let many = lastOfMany.compactMap { index -> Instant? in
            guard case .success(let dueAt)? = deadline(of: obligations[index], by: rules) else {
                return nil
            }
            return dueAt
        }
        let again = closedAt == nil ? many.filter { $0 > now }.min() : nil
        // A firing that has passed was the last: the rules know of no further one.
        let firing = fired.flatMap { $0.at > now ? $0.at : nil }
        return [again, firing].compactMap(\.self).min()
    }
}

extension Obligation {
    /// What all times of one obligation have in common; of one that is owed once, its id.
    var series: String { base + cause.suffix }

    /// Whether it is owed until the incident is closed.
    var isRepeated: Bool {
        if case .firing = cause { false } else { occurrence != nil }
    }
}

// MARK: Bulletins

extension Case {
    /// How many times of a bulletin are kept in the case; all of them are in the journal.
    private static let firingsKept = 200

    /// Opens the firings of a bulletin's schedule up to the first that lies ahead.
    mutating func fire(at now: Instant, by rules: Rulebooks) -> [Effect] {
        guard let duty = BulletinDuty(id), let owed = rules.current.schedule(of: duty) else {
            return []
        }
        var effects: [Effect] = []
        while fired.map({ $0.at <= now }) ?? true {
            do throws(Fault) {
                guard let next = try owed.firing(after: fired?.at ?? now) else { break }
                effects += settle(about: duty.path)
                effects += open(next, of: duty, owed, at: now, by: rules)
            } catch {
                effects += raise(error, about: duty.path, by: rules.current)
                break
            }
        }
        forget()
        return effects
    }

    private mutating func open(
        _ firing: Instant, of duty: BulletinDuty, _ owed: OwedSchedule, at now: Instant,
        by rules: Rulebooks
    ) -> [Effect] {
        let since = fired?.at ?? owed.firing(before: now) ?? now
        let number = (fired?.number ?? 0) + 1
        fired = Firing(number: number, at: firing)
        var effects: [Effect] = []
        for awaiting in owed.to {
            obligations.append(
                Obligation(
                    rule: duty.rule, name: duty.name, awaiting: awaiting,
                    rulebook: rules.current.digest, openedAt: now,
                    cause: .firing(since: since, at: firing), occurrence: number,
                    owing: duty.owing))
            let last = obligations.endIndex - 1
            effects += start(
                last, dueAt: extended(firing, of: obligations[last]), at: now, by: rules)
        }
        return effects
    }

    /// Lets go of what was judged long ago, with the reports of that time.
    private mutating func forget() {
        guard obligations.count > 2 * Self.firingsKept else { return }
        let old = obligations.count - Self.firingsKept
        let judged = obligations.prefix(old).filter { $0.verdict != nil }.map(\.id)
        obligations.removeAll { judged.contains($0.id) }
        let begins = obligations.compactMap { obligation -> Instant? in
            if case .firing(let since, _) = obligation.cause { since } else { nil }
        }
        guard let first = begins.min() else { return }
        reports.removeAll { $0.submittedAt <= first }
    }
}

/// A bulletin's schedule with what bounds it.
struct OwedSchedule {
    let schedule: BulletinSchedule
    let to: [[Unit.ID]]
    let inForce: Rule.InForce
    /// Nil where the rules have none of that name.
    let calendar: WorkCalendar?

    /// How many days off are passed over in search of a firing that counts.
    private static let daysMax = 4_000

    /// The first firing after an instant; nil where there is none.
    func firing(after instant: Instant) throws(Fault) -> Instant? {
        var last = instant
        if let from = inForce.from { last = max(last, from - .milliseconds(1)) }
        for _ in 0..<Self.daysMax {
            guard let next = schedule.cron.next(after: last, in: schedule.zone),
                inForce.contains(next)
            else { return nil }
            if try counts(next) { return next }
            // No other firing of that day counts either.
            let date = schedule.zone.civil(at: next).date
            let dayAfter = schedule.zone.instant(of: CivilTime(date.adding(days: 1)))
            last = max(next, dayAfter - .milliseconds(1))
        }
        return nil
    }

    private func counts(_ firing: Instant) throws(Fault) -> Bool {
        guard let calendar else { return true }
        do throws(WorkCalendar.Incomplete) {
            return try calendar.isWorking(schedule.zone.civil(at: firing).date)
        } catch {
            throw Fault(.undecidable, "when it is due: \(error)")
        }
    }

    /// The last firing at or before an instant, as far as one looks back.
    func firing(before instant: Instant) -> Instant? {
        for hours in [1, 24, 200, 800, 9_000] {
            var last = instant - .seconds(hours * 3_600)
            var found: Instant?
            while let next = schedule.cron.next(after: last, in: schedule.zone), next <= instant {
                if (try? counts(next)) ?? true { found = next }
                last = next
            }
            if let found { return found }
        }
        return nil
    }
}

extension Rulebook {
    /// The schedule of a bulletin that is owed; nil where the rules do not know of it.
    func schedule(of duty: BulletinDuty) -> OwedSchedule? {
        guard bulletins.contains(duty), let rule = rule(duty.rule),
            let owed = rule.obligations.first(where: { $0.name == duty.name }),
            case .schedule(let schedule) = owed.on
        else { return nil }
        return OwedSchedule(
            schedule: schedule, to: owed.to, inForce: rule.inForce,
            calendar: schedule.calendar.flatMap { calendars[$0] })
    }
}
