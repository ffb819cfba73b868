import Calendars
import Rules

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
