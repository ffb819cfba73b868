package import Calendars

/// The content of the `rules/` folder, checked and with names resolved.
///
/// A class with constants alone, so that handing it on copies nothing.
package final class Rulebook: Sendable {
    /// The settings that apply to all rules.
    package struct Settings: Sendable {
        /// The time zone of civil periods, and of times shown to people without a zone of their
        /// own.
        package let zone: Zone
        package let language: Language
        /// The recipients notified when Duebell itself needs attention.
        package let operators: [Recipient]
        /// The external monitor to contact while all is well; nil means none.
        package let heartbeat: Heartbeat?
        /// The classification assumed for incidents without one; nil for a classification on no
        /// channel's list.
        package let unmarked: String?
        package let retention: Retention
        /// The contacts of system users, by the name of the user; the default of `--by`.
        package let users: [String: Contact.ID]

        package init(
            zone: Zone, language: Language, operators: [Recipient], heartbeat: Heartbeat? = nil,
            unmarked: String? = nil, retention: Retention = Retention(),
            users: [String: Contact.ID] = [:]
        ) {
            self.users = users
            self.heartbeat = heartbeat
            self.unmarked = unmarked
            self.retention = retention
            self.zone = zone
            self.language = language
            self.operators = operators
        }
    }

    /// An external address that raises an alarm if it is not called for a while.
    package struct Heartbeat: Hashable, Sendable {
        /// An `http` or `https` address.
        package let url: SecretReference
        package let every: Duration
        /// The lateness of Duebell's own work beyond which heartbeats stop.
        package let tolerance: Duration

        package init(url: SecretReference, every: Duration, tolerance: Duration) {
            self.url = url
            self.every = every
            self.tolerance = tolerance
        }
    }

    /// The time for which what is finished is kept; nil for no end.
    package struct Retention: Hashable, Sendable {
        /// The time for an appraisal of a year that is made in the weeks after it.
        package static let standard = Duration.seconds(400 * 86_400)

        /// The time after their last change for which closed cases are kept, with their records.
        package var cases: Duration? = standard
        /// The time for which lines of the journal are kept.
        package var journal: Duration? = standard
        /// The time after their decision for which settled deliveries are kept.
        package var deliveries: Duration? = standard
        /// The time for which files in `done` are kept.
        package var done: Duration? = standard

        package init() {}
    }

    /// The SHA-256 of the documents, in hexadecimal; obligations are pinned to it.
    package let digest: String
    package let settings: Settings
    package let units: [Unit.ID: Unit]
    /// The units of each group, by id.
    package let groups: [UnitGroup: [Unit.ID]]
    package let contacts: [Contact.ID: Contact]
    /// The mutes, by name.
    package let mutes: [Mute]
    /// The digests, by name; the operators' daily one if the documents name none.
    package let digests: [Digest]
    package let schedules: [Schedule.ID: Schedule]
    package let channels: [Channel.ID: Channel]
    package let policies: [EscalationPolicy.ID: EscalationPolicy]
    package let calendars: [WorkCalendar.ID: WorkCalendar]
    /// The rules in byte order of their names.
    package let rules: [Rule]
    private let rulesByID: [Rule.ID: Rule]
    /// True if an obligation is opened by updates of an incident.
    package let isTriggeredByUpdates: Bool
    /// The message templates, unparsed: the rulebook's own first, then those of the packs in use.
    ///
    /// They are not part of `digest`: a message always uses the template current at the time of
    /// sending.
    package let templates: [RuleDocument]
    /// The SHA-256 of the templates, in hexadecimal; empty if there are none.
    package let templatesDigest: String

    package init(
        digest: String, settings: Settings, units: [Unit], contacts: [Contact],
        schedules: [Schedule] = [], channels: [Channel], policies: [EscalationPolicy],
        calendars: [WorkCalendar] = [], mutes: [Mute] = [], digests: [Digest] = [], rules: [Rule],
        templates: [RuleDocument] = [], templatesDigest: String = ""
    ) {
        self.digest = digest
        self.settings = settings
        self.units = Dictionary(uniqueKeysWithValues: units.map { ($0.id, $0) })
        var groups: [UnitGroup: [Unit.ID]] = [:]
        for unit in units.sorted(by: { $0.id < $1.id }) {
            for group in unit.groups { groups[group, default: []].append(unit.id) }
        }
        self.groups = groups
        self.contacts = Dictionary(uniqueKeysWithValues: contacts.map { ($0.id, $0) })
        self.mutes = mutes.sorted { $0.id < $1.id }
        let standard = [Digest.standard(in: settings.zone)].compactMap(\.self)
        self.digests = digests.isEmpty ? standard : digests.sorted { $0.id < $1.id }
        self.schedules = Dictionary(uniqueKeysWithValues: schedules.map { ($0.id, $0) })
        self.channels = Dictionary(uniqueKeysWithValues: channels.map { ($0.id, $0) })
        self.policies = Dictionary(uniqueKeysWithValues: policies.map { ($0.id, $0) })
        self.calendars = Dictionary(
            uniqueKeysWithValues: calendars.map { (WorkCalendar.ID($0.name), $0) })
        self.templates = templates
        self.templatesDigest = templatesDigest
        self.rules = rules.sorted { $0.id.text.utf8.lexicographicallyPrecedes($1.id.text.utf8) }
        isTriggeredByUpdates = rules.contains { rule in
            rule.obligations.contains { if case .update = $0.on { true } else { false } }
        }
        rulesByID = Dictionary(rules.map { ($0.id, $0) }) { first, _ in first }
    }

    package func rule(_ id: Rule.ID) -> Rule? {
        rulesByID[id]
    }

    /// The names of all time zones used, in order.
    package var zoneNames: [String] {
        let bulletins = rules.flatMap(\.obligations).compactMap { obligation -> Zone? in
            if case .schedule(let bulletin) = obligation.on { bulletin.zone } else { nil }
        }
        let zones =
            [settings.zone] + contacts.values.compactMap(\.zone) + mutes.map(\.zone)
            + digests.map(\.zone)
            + schedules.values.map(\.zone) + calendars.values.map(\.zone)
            + rules.compactMap(\.zone) + bulletins
        return Set(zones.map(\.name)).sorted()
    }
}
