import Calendars
import Rules

/// A bulletin's schedule with its addressees, period of validity and work calendar.
struct OwedSchedule {
    let schedule: BulletinSchedule
    let to: [[Unit.ID]]
    let inForce: Rule.InForce
    /// The work calendar; nil if the schedule names none or the rules do not have it.
    let calendar: WorkCalendar?

    /// The maximum number of non-working days skipped in search of a firing: for weekly ones, more
    /// than seventy years.
    private static let daysMax = 4_000

    /// Returns the first firing after an instant; nil if there is none.
    ///
    /// Throws if so many non-working days follow that the schedule and the calendar cannot fit.
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
        throw Fault(.undecidable, .noWorkingDay(days: Self.daysMax))
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

    /// Returns the instant from which the period of a firing runs: the firing before, or the
    /// instant at which the rule came into force in between; nil if neither is known.
    ///
    /// `last` is the last firing that was opened.
    func beginning(of firing: Instant, after last: Instant?) -> Instant? {
        if let last, inForce.from.map({ $0 <= last }) ?? true { return last }
        let before = self.firing(before: firing - .milliseconds(1))
        return [last, before, inForce.from].compactMap(\.self).max()
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
        guard let rule = rule(duty.rule),
            let owed = rule.obligations.first(where: { $0.name == duty.name }),
            case .schedule(let schedule) = owed.on
        else { return nil }
        // Among thousands of units at one minute, none looks at the bulletins of all.
        switch owed.owes ?? rule.owes {
        case .unit(let unit) where unit == duty.owing: break
        case .units(let references) where owes(duty.owing, among: references): break
        default: return nil
        }
        return OwedSchedule(
            schedule: schedule, to: awaiting(owed, from: duty.owing).units, inForce: rule.inForce,
            calendar: schedule.calendar.flatMap { calendars[$0] })
    }
}
