internal import Calendars
internal import Cases
import Deliveries
internal import Rules
internal import Storage

// Removing what is older than it is kept.
extension MemoryTransaction {
    func finishedCases(before instant: Instant, limit: Int) -> [Incident.ID] {
        let waiting = Set(tables.outbox.filter { $0.state == .waiting }.compactMap(\.incident))
        let finished = tables.cases.values.filter { row in
            row.phase == .closed && row.updatedAt < instant && row.nextAt == nil
                && row.setAside == nil && row.hasOwed && !waiting.contains(row.incident)
                && !(tables.owed[row.incident] ?? []).contains(where: \.isOpen)
        }
        return finished.sorted { CaseCursor(of: $0) < CaseCursor(of: $1) }.prefix(limit)
            .map(\.incident)
    }

    func removeCases(_ incidents: [Incident.ID]) {
        for incident in incidents {
            tables.cases[incident] = nil
            tables.parts[incident] = nil
            tables.caseNumbers[incident] = nil
        }
    }

    func removeRecords(of incidents: [Incident.ID]) {
        let gone = Set(incidents)
        let rows = tables.records.compactMap { row -> RecordRow? in
            guard gone.contains(row.incident) else { return row }
            return row.arrival == .kept ? row.withoutContent : nil
        }
        replace(rows)
    }

    func removeRecords(
        ofNamesFrom prefix: String, arrivedBefore instant: Instant, limit: Int
    ) -> Int {
        var count = 0
        let rows = tables.records.filter { row in
            let isOld =
                row.incident.text.hasPrefix(prefix) && row.arrivedAt < instant
                && row.arrival == .once && count < limit
            count += isOld ? 1 : 0
            return !isOld
        }
        replace(rows)
        return count
    }

    private func replace(_ records: [RecordRow]) {
        tables.records = records
        tables.versions = [:]
        for (place, row) in records.enumerated() {
            tables.versions[row.id, default: []].append(place)
        }
    }

    func rulebooksOfOpen() -> Set<String> {
        Set(tables.owed.values.joined().filter(\.isOpen).map(\.rulebook))
    }

    func removeOwed(of incidents: [Incident.ID]) {
        for incident in incidents {
            tables.owed[incident] = nil
            tables.questions[incident] = nil
            tables.statements[incident] = nil
        }
    }

    func removeOwed(
        ofNamesFrom prefix: String, decidedBefore instant: Instant, limit: Int
    ) -> Int {
        var count = 0
        for (incident, rows) in tables.owed where incident.text.hasPrefix(prefix) {
            tables.owed[incident] = rows.filter { row in
                let at = row.decidedAt ?? row.dueAt ?? row.openedAt
                let isOld = !row.isOpen && at < instant && count < limit
                count += isOld ? 1 : 0
                return !isOld
            }
        }
        return count
    }

    func removeJournal(of incidents: [Incident.ID]) {
        let gone = Set(incidents)
        tables.journal.removeAll { $0.incident.map(gone.contains) ?? false }
    }

    func removeJournal(before instant: Instant, limit: Int) -> Int {
        let count = tables.journal.prefix(limit).prefix { $0.at < instant }.count
        tables.journal.removeFirst(count)
        return count
    }

    func removeDeliveries(of incidents: [Incident.ID]) {
        let gone = Set(incidents)
        remove { $0.incident.map(gone.contains) ?? false }
        tables.told = tables.told.filter { !gone.contains($0.incident) }
    }

    func removeSettled(decidedBefore instant: Instant, limit: Int) -> Int {
        let old = tables.outbox.filter { $0.state != .waiting && $0.decidedAt < instant }
            .prefix(limit)
        let ids = Set(old.map(\.id))
        remove { ids.contains($0.id) }
        return ids.count
    }

    private func remove(where isGone: (OutboxEntry) -> Bool) {
        for entry in tables.outbox where isGone(entry) { tables.attempts[entry.id] = nil }
        tables.outbox.removeAll(where: isGone)
        tables.places = [:]
        for (place, entry) in tables.outbox.enumerated() { tables.places[entry.id] = place }
    }

    func rulebookDigests(savedBefore instant: Instant) -> [String] {
        tables.rulebooks.filter { $0.value.savedAt < instant }
            .sorted { ($0.value.savedAt, $0.key) < ($1.value.savedAt, $1.key) }.map(\.key)
    }

    func removeRulebooks(_ digests: [String]) -> Int {
        let gone = digests.filter {
            $0 != tables.rulesInForce?.digest && tables.rulebooks[$0] != nil
        }
        for digest in gone { tables.rulebooks[digest] = nil }
        return gone.count
    }
}

extension RecordRow {
    /// The row of which only id and digest are kept.
    fileprivate var withoutContent: RecordRow {
        var row = RecordRow(
            id: id, incident: "", digest: digest, arrivedAt: arrivedAt, origin: origin,
            arrival: arrival, body: [])
        row.version = version
        row.isSuperseded = isSuperseded
        return row
    }
}
