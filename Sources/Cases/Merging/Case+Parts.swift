import Calendars
import Rules

/// The incidents of a case. Most cases have one; a case of merged incidents has several.
extension Case {
    /// The ids of all incidents of the case, the case's own first.
    package var incidents: [Incident.ID] { [id] + parts.keys.sorted() }

    /// True if the incident goes on under another one, whose case has all its records.
    package var isMergedAway: Bool { mergedInto != nil }

    /// The other incidents that a merge in this case names, whether or not it is in effect.
    package var connected: Set<Incident.ID> {
        var ids = Set(parts.keys)
        for merge in merges { ids.formUnion([merge.incident, merge.into]) }
        if let mergedInto { ids.insert(mergedInto) }
        ids.remove(id)
        return ids
    }

    /// The merges that nobody has retracted.
    package var mergesInEffect: [Merge] {
        merges.filter { retractions.about($0.record.text).isEmpty }
    }

    /// The incident whose record a statement is: the case's own or a merged one.
    func home(of record: Record.ID) -> Incident.ID { homes[record] ?? id }

    /// Returns the incidents that require an obligation, the case's own first.
    func sources(of obligation: Obligation) -> [Incident.ID] {
        guard !parts.isEmpty, !obligation.owners.isEmpty else { return [id] }
        return incidents.filter { obligation.owners[$0] != nil }
    }

    /// Returns the record of the incident whose deadline an obligation has.
    func incident(of obligation: Obligation) -> Incident? {
        guard let home = obligation.home, home != id else { return incident }
        return parts[home]?.incident
    }

    /// Returns the record of one of the case's incidents.
    func incident(at home: Incident.ID) -> Incident? {
        home == id ? incident : parts[home]?.incident
    }

    /// Returns the time of an update by its record, of any incident of the case.
    func asOf(update record: String) -> Instant? {
        if let own = incident?.asOf(record: record) { return own }
        return parts.values.lazy.compactMap { $0.incident?.asOf(record: record) }.first
    }

    /// Returns the case from the view of one incident: with the incident's own facts, all reports,
    /// and the closings and reliefs in effect for the incident.
    func seen(as part: Incident.ID) -> Case {
        guard !parts.isEmpty else { return self }
        var view = Case(id: part, at: advancedAt)
        let known =
            part == id
            ? IncidentPart(openedAt: openedAt, since: since, incident: incident)
            : parts[part] ?? IncidentPart()
        view.openedAt = known.openedAt
        view.since = known.since
        view.incident = known.incident
        view.reports = reports
        view.retractions = retractions
        view.acknowledgements = acknowledgements
        view.findings = findings
        view.obligations = obligations
        view.decidedAt = decidedAt
        view.letGo = letGo
        let scope = scopes[part] ?? IncidentScope()
        view.closures = scope.closures
        view.reliefs = scope.reliefs
        view.sightings = scope.sightings
        view.instructions = scope.instructions
        return view
    }

    /// Returns the case as the incident sees it whose deadline an obligation has.
    func seen(for obligation: Obligation) -> Case {
        parts.isEmpty ? self : seen(as: obligation.home ?? sources(of: obligation).first ?? id)
    }

    /// Derives which statements count for which of the merged incidents.
    ///
    /// A closing or a relief of one incident counts for another only if it was stated after the
    /// two were merged: nobody lets off what they did not know of.
    mutating func refreshScopes() {
        guard !parts.isEmpty else {
            scopes = [:]
            return
        }
        var found: [Incident.ID: IncidentScope] = [:]
        for one in sightings { found[home(of: one.record), default: .init()].sightings.keep(one) }
        for one in instructions {
            found[home(of: one.record), default: .init()].instructions.keep(one)
        }
        let groups = MergeGroups(mergesInEffect)
        var joined: [Incident.ID: [Incident.ID: Merge]] = [:]
        func reached(by record: Record.ID, at instant: Instant) -> [Incident.ID] {
            let home = home(of: record)
            let merges = joined[home] ?? groups.joining(home)
            joined[home] = merges
            return incidents.filter { $0 == home || merges[$0].map { $0.at < instant } ?? false }
        }
        for one in closures {
            for id in reached(by: one.record, at: one.at) {
                found[id, default: .init()].closures.keep(one)
            }
        }
        for one in reliefs {
            for id in reached(by: one.record, at: one.at) {
                found[id, default: .init()].reliefs.keep(one)
            }
        }
        scopes = found
    }
}
