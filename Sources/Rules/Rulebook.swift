package import Calendars

/// Everything people wrote in `rules/`, checked and with its names resolved.
///
/// A class, all of it constant: each record that arrives hands it on some twenty times.
package final class Rulebook: Sendable {
    package struct Settings: Sendable {
        /// The zone of civil periods and of times shown to people who name none.
        package let zone: Zone
        package let language: Language
        /// Who is told when Duebell itself needs a person.
        package let operators: [Recipient]
        /// Where it is said outside that all is well; nil: nowhere.
        package let heartbeat: Heartbeat?

        package init(
            zone: Zone, language: Language, operators: [Recipient], heartbeat: Heartbeat? = nil
        ) {
            self.heartbeat = heartbeat
            self.zone = zone
            self.language = language
            self.operators = operators
        }
    }

    /// An address outside that raises the alarm when nobody calls it for a while.
    package struct Heartbeat: Hashable, Sendable {
        /// An `http` or `https` address.
        package let url: SecretReference
        package let every: Duration
        /// How late anything may be before all is not well.
        package let tolerance: Duration

        package init(url: SecretReference, every: Duration, tolerance: Duration) {
            self.url = url
            self.every = every
            self.tolerance = tolerance
        }
    }

    /// SHA-256 of the documents it was read from, in hexadecimal: what an obligation pins.
    package let digest: String
    package let settings: Settings
    package let units: [Unit.ID: Unit]
    package let contacts: [Contact.ID: Contact]
    /// By name.
    package let mutes: [Mute]
    package let schedules: [Schedule.ID: Schedule]
    package let channels: [Channel.ID: Channel]
    package let policies: [EscalationPolicy.ID: EscalationPolicy]
    package let calendars: [WorkCalendar.ID: WorkCalendar]
    /// In byte order of their names.
    package let rules: [Rule]
    private let rulesByID: [Rule.ID: Rule]
    /// Texts of messages that people wrote, unread: their own first, then those of packs that are
    /// used. They are no part of `digest`, since a text is always the one that is there when a
    /// message is sent.
    package let templates: [RuleDocument]
    /// SHA-256 of the templates, in hexadecimal; empty where there are none.
    package let templatesDigest: String

    package init(
        digest: String, settings: Settings, units: [Unit], contacts: [Contact],
        schedules: [Schedule] = [], channels: [Channel], policies: [EscalationPolicy],
        calendars: [WorkCalendar] = [], mutes: [Mute] = [], rules: [Rule],
        templates: [RuleDocument] = [], templatesDigest: String = ""
    ) {
        self.digest = digest
        self.settings = settings
        self.units = Dictionary(uniqueKeysWithValues: units.map { ($0.id, $0) })
        self.contacts = Dictionary(uniqueKeysWithValues: contacts.map { ($0.id, $0) })
        self.mutes = mutes.sorted { $0.id < $1.id }
        self.schedules = Dictionary(uniqueKeysWithValues: schedules.map { ($0.id, $0) })
        self.channels = Dictionary(uniqueKeysWithValues: channels.map { ($0.id, $0) })
        self.policies = Dictionary(uniqueKeysWithValues: policies.map { ($0.id, $0) })
        self.calendars = Dictionary(
            uniqueKeysWithValues: calendars.map { (WorkCalendar.ID($0.name), $0) })
        self.templates = templates
        self.templatesDigest = templatesDigest
        self.rules = rules.sorted { $0.id.text.utf8.lexicographicallyPrecedes($1.id.text.utf8) }
        rulesByID = Dictionary(rules.map { ($0.id, $0) }) { first, _ in first }
    }

    package func rule(_ id: Rule.ID) -> Rule? {
        rulesByID[id]
    }

    /// The zones it names, in order.
    package var zoneNames: [String] {
        let bulletins = rules.flatMap(\.obligations).compactMap { obligation -> Zone? in
            if case .schedule(let bulletin) = obligation.on { bulletin.zone } else { nil }
        }
        let zones =
            [settings.zone] + contacts.values.compactMap(\.zone) + mutes.map(\.zone)
            + schedules.values.map(\.zone) + calendars.values.map(\.zone)
            + rules.compactMap(\.zone) + bulletins
        return Set(zones.map(\.name)).sorted()
    }
}
