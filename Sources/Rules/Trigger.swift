package import Calendars

/// What an obligation is owed for: what opens it.
package enum Trigger: Hashable, Sendable {
    /// The incident itself.
    case incident
    /// Each instruction a leader gives on the incident: every one gets its answer.
    case instruction
    /// That the incident was seen elsewhere, from the first time on.
    case sighting
    /// Each record of the incident that satisfies the rule: a new fact starts a clock of its own.
    case update
    /// The clock: nothing need happen for it to be owed.
    case schedule(BulletinSchedule)

    /// As it is written under `on`.
    var word: String {
        switch self {
        case .incident: "incident"
        case .instruction: "instruction"
        case .sighting: "sighting"
        case .update: "update"
        case .schedule: "a schedule"
        }
    }
}

/// When a bulletin is due, time after time.
package struct BulletinSchedule: Hashable, Sendable {
    /// Each firing is a deadline; what it is for runs from the firing before.
    package let cron: Cron
    package let zone: Zone
    /// It fires only on days that are worked by this calendar; nil: on all.
    package let calendar: WorkCalendar.ID?
    /// How many reports are owed for each firing.
    package let count: Int

    package init(cron: Cron, zone: Zone, calendar: WorkCalendar.ID? = nil, count: Int = 1) {
        self.cron = cron
        self.zone = zone
        self.calendar = calendar
        self.count = count
    }
}
