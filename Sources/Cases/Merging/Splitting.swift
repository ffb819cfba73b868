import Calendars
import JSON
import Rules

/// The taking apart and putting together of cases.
extension Case {
    /// Returns a case for each incident, with the incident's own records.
    ///
    /// An obligation of several incidents stays with each of them, as far as it has come.
    func split() -> [Case] {
        guard !parts.isEmpty else { return [self] }
        return incidents.map { part(of: $0) }
    }

    private func part(of part: Incident.ID) -> Case {
        var one = Case(id: part, at: advancedAt)
        let known =
            part == id
            ? IncidentPart(openedAt: openedAt, since: since, incident: incident)
            : parts[part] ?? IncidentPart()
        (one.openedAt, one.since, one.incident) = (known.openedAt, known.since, known.incident)
        func own<T: Statement>(_ all: Statements<T>) -> Statements<T> {
            Statements(all.filter { home(of: $0.record) == part })
        }
        one.reports = own(reports)
        one.acknowledgements = own(acknowledgements)
        one.closures = own(closures)
        one.retractions = own(retractions)
        one.sightings = own(sightings)
        one.instructions = own(instructions)
        one.reliefs = own(reliefs)
        one.findings = own(findings)
        one.merges = Statements(merges.filter { $0.other(than: part) != nil })
        one.ahead = ahead.filter { ($0.incident ?? id) == part }
        one.obligations = Obligations(
            obligations.compactMap { $0.owned(by: part, isOwn: part == id) })
        let owed = Set(one.obligations.map(\.id))
        one.additionalNotices = additionalNotices.filter {
            $0.notice.obligation.map(owed.contains) ?? (part == id)
        }
        one.letGo = letGo.filter { !one.obligations.places(ofSeries: $0.key).isEmpty }
        one.faults = faults
        one.decidedAt = decidedAt
        one.firstSpokenAt = firstSpokenAt
        return one
    }

    /// Adds the incidents of another case with all their records and obligations.
    mutating func join(_ other: Case) {
        for index in obligations.indices { obligations[index].disclose(in: id) }
        parts.merge(other.parts) { own, _ in own }
        parts[other.id] = IncidentPart(
            openedAt: other.openedAt, since: other.since, incident: other.incident)
        homes.merge(other.homes) { own, _ in own }
        func add<T: Statement>(_ its: Statements<T>, to own: inout Statements<T>) {
            for one in its {
                own.keep(one)
                homes[one.record] = other.home(of: one.record)
            }
        }
        add(other.reports, to: &reports)
        add(other.acknowledgements, to: &acknowledgements)
        add(other.closures, to: &closures)
        add(other.retractions, to: &retractions)
        add(other.sightings, to: &sightings)
        add(other.instructions, to: &instructions)
        add(other.reliefs, to: &reliefs)
        add(other.findings, to: &findings)
        for merge in other.merges { merges.keep(merge) }
        ahead = (ahead + other.ahead).sorted { ($0.at, $0.id) < ($1.at, $1.id) }
        for obligation in other.obligations { addOwed(obligation, of: other.id) }
        // What one of the cases has let go of is not opened again.
        letGo.merge(other.letGo) { $0.joined(with: $1) }
        additionalNotices += other.additionalNotices
        faults.merge(other.faults) { own, _ in own }
        decidedAt = [decidedAt, other.decidedAt].compactMap(\.self).max()
        firstSpokenAt = [firstSpokenAt, other.firstSpokenAt].compactMap(\.self).min()
        advancedAt = max(advancedAt, other.advancedAt)
    }

    /// Adds an obligation of another incident; one that this case has already is owed once.
    private mutating func addOwed(_ obligation: Obligation, of home: Incident.ID) {
        var other = obligation
        other.disclose(in: home)
        let place = obligations.places(ofSeries: other.series).first {
            obligations[$0].id == other.id && obligations[$0].cause == other.cause
        }
        if let place {
            obligations[place].unite(with: other)
        } else {
            obligations.append(other)
        }
    }
}

extension AheadRecord {
    /// The incident of the record; nil if the record can no longer be read.
    fileprivate var incident: Incident.ID? {
        (try? Record.read(.object(body), arrivedAt: arrivedAt, origin: "", fallback: id))?.incident
    }
}

extension Obligation {
    /// Notes the incident that requires the obligation, before others join its case.
    fileprivate mutating func disclose(in incident: Incident.ID) {
        guard owners.isEmpty else { return }
        owners = [incident: owing]
        home = incident
    }

    /// Returns the obligation as one incident alone requires it; nil if it does not.
    fileprivate func owned(by incident: Incident.ID, isOwn: Bool) -> Obligation? {
        guard let unit = owners.isEmpty && isOwn ? owing : owners[incident] else { return nil }
        var copy = self
        copy.owing = unit
        copy.owners = [:]
        copy.home = nil
        return copy
    }

    /// Adds the incidents and the notices so far of the same obligation in another case.
    fileprivate mutating func unite(with other: Obligation) {
        owners.merge(other.owners) { own, _ in own }
        isPinned = isPinned || other.isPinned && verdict == nil
        if verdict == nil { verdict = other.verdict }
        faults += other.faults.filter { !faults.contains($0) }
        escalation.unite(with: other.escalation)
    }
}

extension Escalation {
    fileprivate mutating func unite(with other: Escalation) {
        for (step, count) in other.spoken.enumerated() where spoken(step) < count {
            setSpoken(step, count)
        }
        isExhausted = isExhausted && other.isExhausted
        told += other.told.filter { !told.contains($0) }
        toldOfEnd += other.toldOfEnd.filter { !toldOfEnd.contains($0) }
    }
}
