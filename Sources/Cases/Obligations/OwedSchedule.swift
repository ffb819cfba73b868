import Calendars
import Rules

/// A bulletin's schedule with its addressees, period of validity and work calendar.
struct OwedSchedule {
    let schedule: BulletinSchedule
    let to: [[Unit.ID]]
    let inForce: Rule.InForce
    /// The work calendar; nil if the schedule names none or the rules do not have it.
    let calendar: WorkCalendar?

    /// The maximum number of non-working days skipped in search of a firing.
    private static let daysMax = 4_000

    /// Returns the first firing after an instant; nil if there is none.
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

    /// Returns true if the firing falls on a working day of the calendar.
    private func counts(_ firing: Instant) throws(Fault) -> Bool {
        guard let calendar else { return true }
        do throws(WorkCalendar.Incomplete) {
            return try calendar.isWorking(schedule.zone.civil(at: firing).date)
        } catch {
            throw Fault(.undecidable, .scheduleUncovered(error))
        }
    }

    /// Returns the last firing at or before an instant; looks back at most 9,000 hours.
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
    /// Returns the schedule of a bulletin; nil if the rules do not define the bulletin.
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
