package import Calendars
import JSON
import Rules

/// An incident with its obligations and every statement about it; the unit that is stored, claimed
/// and advanced.
///
/// A value: it reads no clock and has no side effects. `receive` and `advance` change it and return
/// the effects to carry out.
package struct Case: Hashable, Sendable {
    package let id: Incident.ID
    /// The instant at which Duebell accepted the first record of the incident itself; nil while
    /// only other records have arrived.
    package internal(set) var openedAt: Instant?
    /// The latest instant the case was advanced to. Never moves back, whatever the wall clock does.
    package internal(set) var advancedAt: Instant
    /// The next instant at which the case has work; nil if there is none.
    package internal(set) var wakeAt: Instant?
    package internal(set) var incident: Incident?
    /// The reports, by submission time.
    package internal(set) var reports = Statements<Report>()
    /// The acknowledgements, by time.
    package internal(set) var acknowledgements = Statements<Acknowledgement>()
    /// The closures and reopenings, by time.
    package internal(set) var closures = Statements<Closure>()
    /// The retractions, by time.
    package internal(set) var retractions = Statements<Retraction>()
    /// The sightings, by time.
    package internal(set) var sightings = Statements<Sighting>()
    /// The instructions, by time.
    package internal(set) var instructions = Statements<Instruction>()
    /// The extensions and waivers, by time.
    package internal(set) var reliefs = Statements<Relief>()
    /// The findings of people on faults, by time.
    package internal(set) var findings = Statements<Finding>()
    /// The merges of the case's incidents, by time.
    package internal(set) var merges = Statements<Merge>()
    /// The other incidents of the case, merged with its own; empty for most cases.
    var parts: [Incident.ID: IncidentPart] = [:]
    /// The incidents whose records the statements are, by record, as far as not the case's own.
    var homes: [Record.ID: Incident.ID] = [:]
    /// The statements that count for each of several incidents; empty for a case of one.
    var scopes: [Incident.ID: IncidentScope] = [:]
    /// The incident under which this one goes on; the case then holds nothing itself.
    package internal(set) var mergedInto: Incident.ID?
    /// The time of the earliest record of the incident itself; nil while none has arrived.
    var since: Instant?
    /// The records whose own time lies ahead, by that time; they count from then on.
    package internal(set) var ahead: [AheadRecord] = []
    /// The obligations, in the order they were opened.
    package internal(set) var obligations = Obligations()
    /// The faults of the case, such as rules that could not be applied, by subject: `RULE`,
    /// `RULE/OBLIGATION`, a series or a record.
    package internal(set) var faults: [String: Fault] = [:]
    /// The instant of the first notice about the case; nil before any.
    package var firstSpokenAt: Instant?
    /// The instant up to which an earlier version judged the case: its decisions stand. Nil for a
    /// case of this version, or after a `replan`.
    var decidedAt: Instant?
    /// The last firing that was opened, in a bulletin's case.
    var fired: Firing?
    /// The occurrences that the case no longer holds, by series.
    var letGo: [String: LetGo] = [:]
    /// The pending notices: on further contact methods, sent unless somebody acknowledges first,
    /// and about an unknown incident, sent unless its own record arrives first.
    var additionalNotices: [AdditionalNotice] = []

    /// A notice repeated at a set time on a further contact method.
    struct AdditionalNotice: Hashable, Sendable {
        let at: Instant
        /// The instant at which the original notice was decided.
        let since: Instant
        let notice: Notice
    }

    /// One firing of a bulletin's schedule.
    struct Firing: Hashable, Sendable {
        /// The sequence number of the firing within the case, from 1.
        let number: Int
        let at: Instant
    }

    package init(id: Incident.ID, at now: Instant) {
        self.id = id
        advancedAt = now
    }

    /// True if any report is still expected.
    package var isOpen: Bool {
        obligations.contains(where: \.isOpen)
    }

    /// True if an open obligation has escalation steps left but the case will never wake.
    package var isForgotten: Bool {
        wakeAt == nil
            && obligations.contains {
                $0.isOpen && $0.dueAt != nil && !$0.escalation.isExhausted
            }
    }

    /// The facts that a sighting gives about an incident without a record of its own.
    var provisional: JSONObject? { incident == nil ? provisionalFacts : nil }

    /// The facts that a sighting gives about the incident.
    var provisionalFacts: JSONObject? {
        guard let seen = sightings.first(where: { $0.unit != nil && $0.title != nil }) else {
            return nil
        }
        return [
            "incident": .string(id.text), "unit": .string(seen.unit?.text ?? ""),
            "title": .string(seen.title ?? ""),
        ]
    }

    /// The known facts of the incident.
    var facts: JSONObject { incident?.facts ?? provisional ?? JSONObject() }

    /// The title of the incident; nil while no record states one.
    package var title: String? { facts["title"]?.string }

    /// The severity of the incident; nil while no record states one.
    package var severity: String? { facts["severity"]?.string }

    /// The digests of the rulebooks of all obligations.
    ///
    /// Obligations with a verdict count too: a record that arrives late is judged by the rules
    /// under which its obligation was opened.
    package var pinned: Set<String> {
        Set(obligations.lazy.map(\.rulebook))
    }

    package func report(_ id: Record.ID) -> Report? {
        reports[id]
    }

    package func obligation(_ id: Obligation.ID) -> Obligation? {
        obligations[id]
    }

    /// Returns the spans in which an acknowledgement of the obligation was in effect.
    func acknowledgedSpans(of obligation: Obligation, holding: Duration) -> [Range<Instant>] {
        guard !acknowledgements.isEmpty else { return [] }
        return acknowledgements.about(any: [nil] + obligation.names)
            .map { $0.at..<($0.at + holding) }
    }
}

extension Obligation {
    /// The texts by which records may name the obligation: its name, its `RULE/NAME` and its id.
    package var names: [String] { [name, path, id.text] }
}
