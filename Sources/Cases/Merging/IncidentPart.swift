import Calendars

/// The part of one incident in a case of several merged ones.
struct IncidentPart: Hashable, Sendable {
    /// The instant at which Duebell accepted the first record of the incident itself.
    var openedAt: Instant?
    /// The time of the incident's earliest own record.
    var since: Instant?
    var incident: Incident?
}

/// The statements that count for one of several merged incidents only.
///
/// Derived from all statements of the case whenever those change.
struct IncidentScope: Hashable, Sendable {
    var closures = Statements<Closure>()
    var reliefs = Statements<Relief>()
    var sightings = Statements<Sighting>()
    var instructions = Statements<Instruction>()
}
