package import Calendars
package import JSON
import Rules

/// A run of cases under a virtual clock: the effects of the rules on given records, with nothing
/// sent.
///
/// Cases are independent, so each is played to its end; the lines are then sorted by time.
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

        /// Returns the output line, with facts in the words of a language.
        package func json(in words: any FaultWording) -> JSON {
            effect.json(of: incident, at: at, in: words)
        }
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
        var order: [Incident.ID] = []
        var timelines: [Incident.ID: [Arrival]] = [:]
        for arrival in arrivals where seen.insert(arrival.record.id).inserted {
            let id = arrival.record.incident
            if timelines[id] == nil { order.append(id) }
            timelines[id, default: []].append(arrival)
        }
        var lines: [Line] = []
        for id in order where Case.Subject(id) == .incident {
            lines += play(timelines[id] ?? [], of: id, from: nil, until: end).lines
        }
        let last = [lines.map(\.at).max(), arrivals.map(\.at).max(), first].compactMap(\.self).max()
        let owed = rules.current.bulletins.map(\.incident)
        for id in owed + order.filter({ Case.Subject($0).bulletin != nil && !owed.contains($0) }) {
            lines +=
                play(
                    timelines[id] ?? [], of: id, from: owed.contains(id) ? first : nil,
                    until: until ?? last ?? end
                ).lines
        }
        // The sort is stable: the effects of a case at one instant stay in order.
        return lines.sorted { $0.at < $1.at }
    }

    /// Returns a case as of an instant; nil if none of its records had arrived by then.
    package func standing(of id: Incident.ID, in records: [Record], at now: Instant) -> Case? {
        let arrivals = records.filter { $0.incident == id && $0.arrivedAt <= now }
            .map { ($0, $0.arrivedAt) }
        guard var incident = play(arrivals, of: id, from: nil, until: now).incident else {
            return nil
        }
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

    /// Plays one case from its first record, or from `start` for a case that needs no record.
    private func play(
        _ arrivals: [Arrival], of id: Incident.ID, from start: Instant?, until end: Instant
    ) -> (incident: Case?, lines: [Line]) {
        var pending = arrivals.enumerated().sorted {
            ($0.element.at, $0.offset) < ($1.element.at, $1.offset)
        }.map(\.element)[...]
        guard let first = [start, pending.first?.at].compactMap(\.self).min() else {
            return (nil, [])
        }
        var incident = Case(id: id, at: first)
        var lines: [Line] = []
        func note(_ effects: [Effect], at now: Instant) {
            lines += effects.map { Line(at: now, incident: id, effect: $0) }
        }
        if start != nil { note(incident.advance(to: first, by: rules), at: first) }
        while let now = [pending.first?.at, incident.wakeAt].compactMap(\.self).min(), now <= end {
            // A report that arrives exactly when a step is due is applied before the step runs.
            let arrived = pending.prefix { $0.at <= now }.map(\.record)
            pending = pending.dropFirst(arrived.count)
            if !arrived.isEmpty { note(incident.receive(arrived, at: now, by: rules), at: now) }
            note(incident.advance(to: now, by: rules), at: now)
        }
        return (incident, lines)
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
