package import Calendars

/// The event that creates an obligation.
package enum Trigger: Hashable, Sendable {
    /// The incident itself.
    case incident
    /// Each instruction of a leader on the incident; every instruction needs its own answer.
    case instruction
    /// The first sighting of the incident elsewhere.
    case sighting
    /// Each record of the incident that satisfies the rule; a new fact starts its own deadline.
    case update
    /// A schedule: the report is due regularly, whether or not anything happens.
    case schedule(BulletinSchedule)

    /// True for what is reported about an incident, in stages; an answer to an instruction and a
    /// bulletin have none.
    var isOfIncident: Bool {
        switch self {
        case .incident, .sighting, .update: true
        case .instruction, .schedule: false
        }
    }

    /// The word for the trigger under `on`.
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

/// The schedule of a bulletin, a report due at regular times.
package struct BulletinSchedule: Hashable, Sendable {
    /// The times of the deadlines; each bulletin covers the period since the previous one.
    package let cron: Cron
    package let zone: Zone
    /// The calendar on whose working days the schedule fires; nil means every day.
    package let calendar: WorkCalendar.ID?
    /// The number of reports required at each firing.
    package let count: Int

    package init(cron: Cron, zone: Zone, calendar: WorkCalendar.ID? = nil, count: Int = 1) {
        self.cron = cron
        self.zone = zone
        self.calendar = calendar
        self.count = count
    }
}
