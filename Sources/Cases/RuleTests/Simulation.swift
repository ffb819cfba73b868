package import Calendars
package import JSON
import Rules

/// A run of cases under a virtual clock: the effects of the rules on given records, with nothing
/// sent.
///
/// Cases that no merge connects are independent, so each is played to its end.
/// The lines are then sorted by time.
package struct Simulation: Sendable {
    /// One effect, with its instant and incident.
    package struct Line: Sendable {
        package let at: Instant
        package let incident: Incident.ID
        package let effect: Effect

        package init(at: Instant, incident: Incident.ID, effect: Effect) {
            self.at = at
            self.incident = incident
            self.effect = effect
        }

        package var json: JSON { effect.json(of: incident, at: at) }
    }

    package let rules: PinnedRulebooks
    /// The start of the clock; earlier records arrive then. Nil: the first record's arrival.
    package let from: Instant?
    /// The last instant played; nil: until no more can happen, at most 400 days.
    package let until: Instant?

    package init(rules: PinnedRulebooks, from: Instant? = nil, until: Instant? = nil) {
        self.rules = rules
        self.from = from
        self.until = until
    }

    /// Plays records, each arriving at its `arrivedAt`, and returns the effects in order.
    ///
    /// Bulletins never end: they are played to `until`, else for as long as the incidents last.
    package func run(_ records: [Record]) -> [Line] {
        let arrivals = records.map { (record: $0, at: max($0.arrivedAt, from ?? $0.arrivedAt)) }
        guard let first = [from, arrivals.map(\.at).min()].compactMap(\.self).min() else {
            return []
        }
        let end = until ?? first + Self.horizon
        var seen: Set<Record.ID> = []
        let fresh = arrivals.filter { seen.insert($0.record.id).inserted }
        let groups = Self.groups(of: fresh)
        var lines: [Line] = []
        for group in groups where Case.Subject(group.ids[0]) == .incident {
            lines += play(group.arrivals, of: group.ids[0], from: nil, until: end).lines
        }
        let last = [lines.map(\.at).max(), arrivals.map(\.at).max(), first].compactMap(\.self).max()
        let owed = rules.current.bulletins.map(\.incident)
        let told = groups.filter { Case.Subject($0.ids[0]).bulletin != nil }
        for id in owed + told.map({ $0.ids[0] }).filter({ !owed.contains($0) }) {
            lines +=
                play(
                    told.first { $0.ids[0] == id }?.arrivals ?? [], of: id,
                    from: owed.contains(id) ? first : nil, until: until ?? last ?? end
                ).lines
        }
        // The sort is stable: the effects of a case at one instant stay in order.
        return lines.sorted { $0.at < $1.at }
    }

    /// Returns a case as of an instant; nil if none of its records had arrived by then.
    package func standing(of id: Incident.ID, in records: [Record], at now: Instant) -> Case? {
        let arrivals = records.map { ($0, $0.arrivedAt) }
        let group = Self.groups(of: arrivals).first { $0.ids.contains(id) }
        let arrived = (group?.arrivals ?? []).filter { $0.at <= now }
        var known = play(arrived, of: id, from: nil, until: now).known
        guard arrived.contains(where: { $0.record.incidents.contains(id) }) else { return nil }
        _ = known.step([], at: now, by: rules)
        guard var incident = known[id] else { return nil }
        _ = incident.advance(to: now, by: rules)
        return incident
    }

    private typealias Arrival = (record: Record, at: Instant)

    /// Returns the records whose id was used before with other content. They are not played, just
    /// as a watcher rejects them.
    package static func conflicts(in records: [Record]) -> [Record] {
        var digests: [Record.ID: String] = [:]
        return records.filter { record in
            let first = digests[record.id] ?? record.digest
            digests[record.id] = first
            return first != record.digest
        }
    }

    /// The default length of a simulation.
    static let horizon = Duration.seconds(400 * 86_400)

    /// Plays the cases of some records, or from `start` one that needs no record.
    private func play(
        _ arrivals: [Arrival], of id: Incident.ID, from start: Instant?, until end: Instant
    ) -> (known: ConnectedCases, lines: [Line]) {
        var pending = arrivals.enumerated().sorted {
            ($0.element.at, $0.offset) < ($1.element.at, $1.offset)
        }.map(\.element)[...]
        var known = ConnectedCases()
        guard let first = [start, pending.first?.at].compactMap(\.self).min() else {
            return (known, [])
        }
        var lines: [Line] = []
        func note(_ outcomes: [ConnectedCases.Outcome], at now: Instant) {
            lines += outcomes.map { Line(at: now, incident: $0.incident, effect: $0.effect) }
        }
        if start != nil {
            var one = Case(id: id, at: first)
            note(one.advance(to: first, by: rules).map { (id, $0) }, at: first)
            known.add(one)
        }
        while let now = [pending.first?.at, known.wakeAt].compactMap(\.self).min(), now <= end {
            // A report that arrives exactly when a step is due is applied before the step runs.
            let arrived = pending.prefix { $0.at <= now }.map(\.record)
            pending = pending.dropFirst(arrived.count)
            note(known.step(arrived, at: now, by: rules), at: now)
        }
        return (known, lines)
    }
}

extension Simulation {
    /// The incidents that merges connect, with their records.
    private struct Group {
        var ids: [Incident.ID]
        var arrivals: [Arrival]
    }

    /// Returns the records in groups of connected incidents, in the order of their first records.
    private static func groups(of arrivals: [Arrival]) -> [Group] {
        var merges: [Merge] = []
        for case .merge(let merge) in arrivals.map(\.record.content) { merges.append(merge) }
        let connected = MergeGroups(merges)
        var order: [Incident.ID] = []
        var groups: [Incident.ID: Group] = [:]
        var firsts: [Incident.ID: Incident.ID] = [:]
        for arrival in arrivals {
            let id = arrival.record.incident
            if firsts[id] == nil {
                for one in connected.group(of: id) { firsts[one] = id }
                order.append(id)
                groups[id] = Group(ids: [id], arrivals: [])
            }
            let first = firsts[id] ?? id
            for one in arrival.record.incidents where groups[first]?.ids.contains(one) == false {
                groups[first]?.ids.append(one)
            }
            groups[first]?.arrivals.append(arrival)
        }
        return order.compactMap { groups[$0] }
    }
}

extension Record {
    /// Returns the instant at which a record takes effect in a simulation: its `arrivedAt`, else
    /// the latest time in the record.
    ///
    /// Nil if the record holds no time at all.
    package static func effectiveAt(_ json: JSON) -> Instant? {
        if case .instant(let at) = RecordedTime(json["arrivedAt"] ?? .null) { return at }
        let own = [
            "occurredAt", "discoveredAt", "submittedAt", "receivedAt", "at", "seenAt",
        ].map { json[$0] }
        let times = json["times"]?.object?.members.map { Optional($0.value) } ?? []
        return (own + times).compactMap { value in
            guard case .instant(let at) = RecordedTime(value ?? .null) else { return nil }
            return at
        }.max()
    }
}
