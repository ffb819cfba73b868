import Cases
import Queries
import Storage

/// An incident as a command finds it: as stored, and with the records that still wait in the inbox.
struct KnownIncident {
    /// The stored state; nil if the watcher has not taken a record of the incident.
    let stored: StoreReader.Standing?
    /// The state once the waiting records are taken; nil if there is no record at all.
    let current: Case?
    /// The records that wait in the inbox, if they were looked through.
    let waiting: WaitingRecords?

    /// True if a record of the incident itself, a sighting or a bulletin describes it.
    var isKnown: Bool { current.map { !$0.isUnknown } ?? false }
}

extension RecordSession {
    /// Reads the records that wait in the inbox.
    private func waitingRecords() async throws -> WaitingRecords {
        if let queue = reader?.store as? any MessageQueue {
            return try await WaitingRecords(of: queue, at: now)
        }
        return WaitingRecords(of: settings[.inbox])
    }

    /// Finds an incident in the database and, if it is not there or nobody watches, in the inbox.
    func find(_ id: Incident.ID) async throws -> KnownIncident {
        let stored = try await reader?.standing(of: id)
        let isThere = stored.map { !$0.incident.isUnknown } ?? false
        let isWatched = try await isWatched
        guard !isThere || options.id != nil || !isWatched else {
            return KnownIncident(stored: stored, current: stored?.incident, waiting: nil)
        }
        let waiting = try await waitingRecords()
        let ids = Set([id] + (stored?.incident.incidents ?? []))
        let own = waiting.records.filter { !ids.isDisjoint(with: $0.incidents) }
        guard !own.isEmpty, let rules = try await rules(of: stored?.incident) else {
            return KnownIncident(stored: stored, current: stored?.incident, waiting: waiting)
        }
        var current = stored?.incident ?? Case(id: id, at: now)
        _ = current.receive(own, at: now, by: rules)
        _ = current.advance(to: now, by: rules)
        return KnownIncident(stored: stored, current: current, waiting: waiting)
    }
}
