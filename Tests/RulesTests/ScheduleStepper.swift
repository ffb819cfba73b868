import Calendars
import Foundation
import Rules
import TestSupport

/// A random schedule, with the people on call found by stepping from minute to minute.
///
/// It does not use `Turns`, `WeeklyHours` or `Zone.instant`; from the code under test it takes only
/// the civil time at an instant.
final class ScheduleStepper {
    struct Layer {
        var people: [[Recipient]]
        var starts: CivilTime
        var every: [Period]
        var until: CivilTime?
        var only: [(days: Set<Int>, opens: Int, closes: Int)]
    }

    struct Override {
        var from: CivilTime
        var until: CivilTime
        var people: [Recipient]
    }

    let zone: Zone
    var layers: [Layer] = []
    var overrides: [Override] = []
    private var reached: [CivilTime: Int] = [:]
    private var handovers: [Int: [Int]] = [:]

    init(zone: Zone) {
        self.zone = zone
    }

    /// The schedule as a value of the code under test.
    var schedule: Schedule {
        Schedule(
            id: "rolled", zone: zone,
            layers: layers.map { layer in
                Rules.Layer(
                    rotation: Rotation(
                        layer.people, turns: Turns(from: layer.starts, every: layer.every, in: zone)
                    ),
                    until: layer.until.map { zone.instant(reaching: $0) },
                    only: layer.only.compactMap {
                        WeeklyHours(days: $0.days, from: $0.opens, until: $0.closes)
                    })
            },
            overrides: overrides.map {
                Rules.Override(
                    span: zone.instant(reaching: $0.from)..<zone.instant(reaching: $0.until),
                    people: $0.people)
            })
    }

    static func instant(_ minute: Int) -> Instant {
        Instant(seconds: Int64(minute) * 60)
    }

    /// Returns the people on call in a minute, counted from the epoch.
    func onCall(in minute: Int, horizon: Int) -> [Recipient] {
        for override in overrides.reversed()
        where reach(override.from) <= minute && minute < reach(override.until) {
            return override.people
        }
        for (index, layer) in layers.enumerated().reversed() {
            if let until = layer.until, minute >= reach(until) { continue }
            let turns = handovers(of: index, through: horizon)
            guard let turn = turns.lastIndex(where: { $0 <= minute }) else { continue }
            if !layer.only.isEmpty, !layer.only.contains(where: { holds($0, in: minute) }) {
                continue
            }
            return layer.people[turn % layer.people.count]
        }
        return []
    }

    private func holds(_ hours: (days: Set<Int>, opens: Int, closes: Int), in minute: Int) -> Bool {
        let today = zone.civil(at: Self.instant(minute)).date
        return (-2...1).contains { shift in
            let day = today.adding(days: shift)
            guard hours.days.contains(day.weekday) else { return false }
            let next = hours.closes <= hours.opens ? day.adding(days: 1) : day
            let opens = CivilTime(day, hour: hours.opens / 60, minute: hours.opens % 60)
            let closes =
                hours.closes == 1_440
                ? CivilTime(next.adding(days: 1))
                : CivilTime(next, hour: hours.closes / 60, minute: hours.closes % 60)
            return reach(opens) <= minute && minute < reach(closes)
        }
    }

    /// Returns the first minute in which clocks show a time or a later one, found by stepping.
    private func reach(_ civil: CivilTime) -> Int {
        if let known = reached[civil] { return known }
        var minute = Int(civil.millisecondsSinceEpoch / 60_000) - 40 * 60
        while zone.civil(at: Self.instant(minute)) < civil { minute += 1 }
        reached[civil] = minute
        return minute
    }

    /// Returns the handovers up to the first one after a minute.
    private func handovers(of index: Int, through horizon: Int) -> [Int] {
        if let known = handovers[index] { return known }
        let layer = layers[index]
        var (months, days, minutes) = (0, 0, 0)
        var found: [Int] = []
        var step = 0
        while found.last ?? 0 <= horizon {
            var date = layer.starts.date
            for _ in 0..<months { date = Self.nextMonth(date, from: layer.starts.date) }
            for _ in 0..<days { date = date.adding(days: 1) }
            var civil = layer.starts
            civil.date = date
            found.append(reach(civil) + minutes)
            let period = layer.every[step % layer.every.count]
            months += period.months
            days += period.days
            minutes += Int(period.exact.wholeMilliseconds / 60_000)
            step += 1
        }
        handovers[index] = found
        return found
    }

    /// Returns the date in the month after `date` with the day of `first`, or the last day of that
    /// month.
    private static func nextMonth(_ date: CivilDate, from first: CivilDate) -> CivilDate {
        let (year, month) = date.month == 12 ? (date.year + 1, 1) : (date.year, date.month + 1)
        for day in stride(from: first.day, to: 0, by: -1) {
            if let found = CivilDate(year: year, month: month, day: day) { return found }
        }
        return date
    }
}

extension ScheduleStepper {
    private static let people: [Recipient] = ["a", "b", "c", "d", "e", "f"].map {
        .contact(Contact.ID($0))
    }

    /// Returns a random schedule that concerns a minute.
    static func roll(in zone: Zone, around minute: Int, by random: inout SeededRandom)
        -> ScheduleStepper
    {
        let stepper = ScheduleStepper(zone: zone)
        for _ in 0...random.roll(3) {
            let starts = roll(before: minute - 4 * 1_440, days: 50, in: zone, by: &random)
            var layer = Layer(
                people: rollPeople(by: &random), starts: starts, every: rollLengths(by: &random),
                until: nil, only: [])
            if random.roll(4) == 0 {
                layer.until = roll(before: minute + 4 * 1_440, days: 8, in: zone, by: &random)
            }
            for _ in 0..<max(0, random.roll(4) - 1) {
                let days = Set((0..<7).filter { _ in random.roll(3) > 0 })
                let hours = (random.roll(48) * 30, random.roll(49) * 30)
                if !days.isEmpty { layer.only.append((days, hours.0, hours.1)) }
            }
            stepper.layers.append(layer)
        }
        for _ in 0..<random.roll(4) {
            let from = roll(before: minute + 3 * 1_440, days: 6, in: zone, by: &random)
            var until = from
            until.date = until.date.adding(days: 1 + random.roll(3))
            stepper.overrides.append(
                Override(from: from, until: until, people: rollPeople(by: &random)[0]))
        }
        return stepper
    }

    private static func roll(
        before minute: Int, days: Int, in zone: Zone, by random: inout SeededRandom
    ) -> CivilTime {
        let date = zone.civil(at: instant(minute)).date.adding(days: -random.roll(days))
        // More than half of the times fall into the hours of clock changes.
        let hour = random.roll(2) == 0 ? random.roll(4) : random.roll(24)
        return CivilTime(date, hour: hour, minute: random.roll(4) * 15)
    }

    private static func rollPeople(by random: inout SeededRandom) -> [[Recipient]] {
        (0...random.roll(4)).map { _ in
            random.roll(5) == 0 ? [people[random.roll(6)], people[5]] : [people[random.roll(6)]]
        }
    }

    private static func rollLengths(by random: inout SeededRandom) -> [Period] {
        let all = ["8h", "12h", "PT90M", "P1D", "P1D", "P2D", "P1W", "P1M", "P1DT6H", "24h", "3d"]
        return (0...(random.roll(3) == 0 ? random.roll(3) : 0)).compactMap { _ in
            Period(all[random.roll(all.count)])
        }
    }
}
