package import Calendars
import JSON
import Rules

/// An incident with everything owed and said about it: what is stored, claimed and advanced.
///
/// A value: it reads no clock and does nothing. `receive` and `advance` change it and return what
/// must be done about it.
package struct Case: Hashable, Sendable {
    package let id: Incident.ID
    /// When Duebell took the first record of the incident itself; nil while only others came.
    package internal(set) var openedAt: Instant?
    /// It never moves back in time, whatever the wall clock does.
    package internal(set) var advancedAt: Instant
    /// When there is something to be done next, if ever.
    package internal(set) var wakeAt: Instant?
    package internal(set) var incident: Incident?
    /// By submission.
    package internal(set) var reports = Statements<Report>()
    /// By time.
    package internal(set) var acknowledgements = Statements<Acknowledgement>()
    /// Closures and reopenings, by time.
    package internal(set) var closures = Statements<Closure>()
    /// By time.
    package internal(set) var retractions = Statements<Retraction>()
    /// By time.
    package internal(set) var sightings = Statements<Sighting>()
    /// By time.
    package internal(set) var instructions = Statements<Instruction>()
    /// Extensions and waivers, by time.
    package internal(set) var reliefs = Statements<Relief>()
    /// In the order they were opened.
    package internal(set) var obligations = Obligations()
    /// Rules that could not be applied, by `RULE` or `RULE/OBLIGATION`.
    package internal(set) var faults: [String: Fault] = [:]
    /// When somebody was first told anything.
    package var firstSpokenAt: Instant?
    /// Of a bulletin's case: the last firing that was opened.
    var fired: Firing?
    /// Further ways to reach people, used unless somebody acknowledges.
    var followUps: [FollowUp] = []

    /// A notice once more by a further way, at its time.
    struct FollowUp: Hashable, Sendable {
        let at: Instant
        /// When the notice it repeats was decided.
        let since: Instant
        let notice: Notice
    }

    /// One firing of a bulletin's schedule.
    struct Firing: Hashable, Sendable {
        /// Which it was since the case began, from 1.
        let number: Int
        let at: Instant
    }

    package init(id: Incident.ID, at now: Instant) {
        self.id = id
        advancedAt = now
    }

    /// The instant at which the incident was declared over, if it now is.
    package var closedAt: Instant? {
        closures.last.flatMap { $0.isClosing ? $0.at : nil }
    }

    /// Whether any report is still looked for.
    package var isOpen: Bool {
        obligations.contains(where: \.isOpen)
    }

    /// Whether something is owed whose ladder has steps left, and yet nothing will ever happen.
    package var isForgotten: Bool {
        wakeAt == nil
            && obligations.contains {
                $0.isOpen && $0.dueAt != nil && !$0.escalation.isExhausted
            }
    }

    /// What a sighting says of an incident that nobody has told of.
    var provisional: JSONObject? {
        guard incident == nil,
            let seen = sightings.first(where: { $0.unit != nil && $0.title != nil })
        else { return nil }
        return [
            "incident": .string(id.text), "unit": .string(seen.unit?.text ?? ""),
            "title": .string(seen.title ?? ""),
        ]
    }

    /// What is known of the incident.
    var facts: JSONObject { incident?.facts ?? provisional ?? JSONObject() }

    /// What it is called, as far as anybody has said.
    package var title: String? { facts["title"]?.string }

    /// The digests of the rulebooks that its obligations rest on, judged ones too: a record that
    /// comes late is judged by the rules its obligation was opened by.
    package var pinned: Set<String> {
        Set(obligations.lazy.map(\.rulebook))
    }

    package func report(_ id: Record.ID) -> Report? {
        reports[id]
    }

    package func obligation(_ id: Obligation.ID) -> Obligation? {
        obligations[id]
    }

    /// The spans in which an obligation was in somebody's hands.
    func leases(on obligation: Obligation, holding: Duration) -> [Range<Instant>] {
        guard !acknowledgements.isEmpty else { return [] }
        return acknowledgements.about(any: [nil] + obligation.names)
            .map { $0.at..<($0.at + holding) }
    }

    /// The steps of an obligation in time; nil where it has no policy any more.
    func timeline(of obligation: Obligation, by rules: Rulebooks) -> EscalationTimeline? {
        guard let policy = rules.policy(of: obligation) else { return nil }
        return EscalationTimeline(
            policy: policy, openedAt: obligation.openedAt, dueAt: obligation.dueAt,
            zone: rules.zone(of: obligation),
            leases: leases(on: obligation, holding: policy.acknowledgementHolds))
    }
}

extension Obligation {
    /// The texts by which records may mean it: its name, its `RULE/NAME` and its id.
    var names: [String] { [name, path, id.text] }
}
