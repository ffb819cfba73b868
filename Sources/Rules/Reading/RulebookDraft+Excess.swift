import Calendars
import JSON

/// Warnings about numbers that cannot be meant: every one of them is a message to a person.
extension RulebookDraft {
    /// The number of steps of a policy from which a warning is given.
    private static let stepsMax = 100
    /// The number of reports a day, by one unit to one unit, from which a warning is given.
    private static let dailyMax = 1_000
    /// The number of reports a day, by all units together, from which a warning is given.
    private static let dailyOfAllMax = 100_000
    /// The shortest interval between repetitions of a step without a warning.
    private static let stepEveryMin = Duration.seconds(60)

    mutating func warnOfExcess() {
        for entry in policies {
            let (place, steps) = (entry.place.pointer.appending("steps"), entry.value.steps)
            if steps.count > Self.stepsMax {
                warn(
                    "policy.long", at: place, in: entry.place.document,
                    "\(steps.count) steps", "more than \(Self.stepsMax) cannot be followed")
            }
            for (index, step) in steps.enumerated() {
                guard let every = step.repeat?.every, every.approximate < Self.stepEveryMin else {
                    continue
                }
                warn(
                    "step.often", at: place.appending(index).appending("repeat"),
                    in: entry.place.document, "a message every \(every.text)",
                    "a repetition at most once a minute")
            }
        }
        for entry in rules {
            for obligation in entry.value.obligations {
                let place = entry.place.pointer.appending("obligations").appending(obligation.name)
                warn(obligation, of: entry.value, at: place, in: entry.place.document)
            }
        }
    }

    private mutating func warn(
        _ obligation: ObligationRule, of rule: Rule, at place: JSONPointer, in document: Int
    ) {
        if let every = obligation.repeats, !every.isZero {
            let daily = Int(Duration.seconds(86_400) / every.approximate)
            guard daily > Self.dailyMax else { return }
            warn(
                "repeat.often", at: place.appending("repeat"), in: document,
                "a report every \(every.text), \(daily) a day from each incident",
                "a longer period; a case keeps the newest 10,000")
        } else if case .schedule(let schedule) = obligation.on {
            let units = max(1, network.named(obligation.owes ?? rule.owes).count)
            let daily = schedule.cron.firingsPerDay
            let awaited = obligation.isRelative ? 1 : obligation.to.count
            let all = daily * units * max(1, awaited)
            guard daily > Self.dailyMax || all > Self.dailyOfAllMax else { return }
            warn(
                "schedule.often", at: place, in: document,
                "\(daily) bulletins a day from each of \(units) units, \(all) in all",
                "a schedule that fires less often")
        }
    }

    private mutating func warn(
        _ code: String, at place: JSONPointer, in document: Int, _ found: String,
        _ accepted: String
    ) {
        reader.note(
            DraftDiagnostic(code, at: place, found, accepted: accepted, severity: .warning),
            in: document)
    }
}

extension Period {
    /// The length, with months of thirty days and days of 24 hours.
    fileprivate var approximate: Duration { exact + .seconds(86_400) * (months * 30 + days) }
}
