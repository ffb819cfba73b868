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

        /// Returns the output line, with facts in the words of a language.
        package func json(in words: any FaultWording) -> JSON {
            effect.json(of: incident, at: at, in: words)
        }
    }

    /// A case that was not played to the end.
    package struct Stop: Hashable, Sendable {
        package let incident: Incident.ID
        /// The last instant that was played.
        package let at: Instant
        /// The number of obligations that had opened since the last record.
        package let opened: Int
    }

    /// A receiver of a case and its effects of one instant.
    package typealias Observer = (Case, [Effect], Instant) -> Void

    /// The effects of a run, with the cases that were stopped.
    package struct Outcome: Sendable {
        package fileprivate(set) var lines: [Line] = []
        package fileprivate(set) var stops: [Stop] = []
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
    package func run(_ records: [Record]) -> [Line] { outcome(of: records).lines }

    /// Plays records and returns the effects in order, and the cases that were not played to the
    /// end because too much would follow without any record.
    ///
    /// `observer` receives each case with its effects of one instant, as it stands after them; the
    /// cases that no merge connects follow each other.
    package func outcome(of records: [Record], observer: Observer? = nil) -> Outcome {
        let arrivals = records.map { (record: $0, at: max($0.arrivedAt, from ?? $0.arrivedAt)) }
        guard let first = [from, arrivals.map(\.at).min()].compactMap(\.self).min() else {
            return Outcome()
        }
        let end = until ?? first + Self.horizon
        var seen: Set<Record.ID> = []
        let groups = Self.groups(of: arrivals.filter { seen.insert($0.record.id).inserted })
        var outcome = Outcome()
        for group in groups where Case.Subject(group.ids[0]) == .incident {
            outcome.add(
                play(
                    group.arrivals, of: group.ids[0], from: nil, until: end, bounds: bounds,
                    observer))
        }
        let last = [outcome.lines.map(\.at).max(), arrivals.map(\.at).max(), first].compactMap(
            \.self
        ).max()
        let owed = rules.current.bulletins.map(\.incident)
        let known = Set(owed)
        let told = groups.filter { Case.Subject($0.ids[0]).bulletin != nil }
        let arrived = Dictionary(
            told.map { ($0.ids[0], $0.arrivals) }, uniquingKeysWith: { first, _ in first })
        let bulletins = owed + told.map { $0.ids[0] }.filter { !known.contains($0) }
        for id in bulletins {
            outcome.add(
                play(
                    arrived[id] ?? [], of: id, from: known.contains(id) ? first : nil,
                    until: until ?? last ?? end, bounds: bounds.shared(among: bulletins.count),
                    observer))
        }
        // The sort is stable: the effects of a case at one instant stay in order.
        outcome.lines.sort { $0.at < $1.at }
        return outcome
    }

    /// Returns a case as of an instant; nil if none of its records had arrived by then.
    package func standing(of id: Incident.ID, in records: [Record], at now: Instant) -> Case? {
        let arrivals = records.map { ($0, $0.arrivedAt) }
        let group = Self.groups(of: arrivals).first { $0.ids.contains(id) }
        let arrived = (group?.arrivals ?? []).filter { $0.at <= now }
        guard arrived.contains(where: { $0.record.incidents.contains(id) }) else { return nil }
        var known = play(arrived, of: id, from: nil, until: now, bounds: .toNamedInstant).known
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

    /// The bounds of what may happen in a case without any record.
    private struct Bounds {
        /// The number of obligations that open.
        let opened: Int
        /// The number of instants at which the case is advanced; one counts more where it decides
        /// among many steps.
        let instants: Int
        /// The number of instants at which all bulletins together are advanced.
        let instantsOfBulletins: Int

        static let unlessNamed = Bounds(
            opened: 1_000, instants: 5_000, instantsOfBulletins: 10_000)
        static let toNamedInstant = Bounds(
            opened: 20_000, instants: 50_000, instantsOfBulletins: 100_000)

        /// Returns the bounds of one of some bulletins.
        func shared(among count: Int) -> Bounds {
            Bounds(
                opened: opened, instants: instantsOfBulletins / max(1, count),
                instantsOfBulletins: instantsOfBulletins)
        }
    }

    private var bounds: Bounds { until == nil ? .unlessNamed : .toNamedInstant }

    /// The connected cases as they were played.
    fileprivate struct Played {
        var known = ConnectedCases()
        var lines: [Line] = []
        var stop: Stop?
    }

    /// Returns the number of steps of the longest policy of some cases.
    private func stepsAhead(of known: ConnectedCases) -> Int {
        known.cases.values.lazy.flatMap(\.obligations).reduce(0) { longest, obligation in
            guard obligation.isOpen else { return longest }
            return max(longest, rules.policy(of: obligation)?.steps.count ?? 0)
        }
    }

    /// Plays the cases of some records, or from `start` one that needs no record.
    private func play(
        _ arrivals: [Arrival], of id: Incident.ID, from start: Instant?, until end: Instant,
        bounds: Bounds, _ observer: Observer? = nil
    ) -> Played {
        var pending = arrivals.enumerated().sorted {
            ($0.element.at, $0.offset) < ($1.element.at, $1.offset)
        }.map(\.element)[...]
        var played = Played()
        guard let first = [start, pending.first?.at].compactMap(\.self).min() else {
            return played
        }
        var (opened, instants) = (0, 0)
        func note(_ outcomes: [ConnectedCases.Outcome], at now: Instant) {
            played.lines += outcomes.map {
                Line(at: now, incident: $0.incident, effect: $0.effect)
            }
            opened += outcomes.count { if case .opened = $0.effect { true } else { false } }
            if let observer { played.known.show(outcomes, at: now, to: observer) }
        }
        if start != nil {
            var one = Case(id: id, at: first)
            let effects = one.advance(to: first, by: rules)
            played.known.add(one)
            note(effects.map { (id, $0) }, at: first)
        }
        while let now = [pending.first?.at, played.known.wakeAt].compactMap(\.self).min(),
            now <= end
        {
            // A report that arrives exactly when a step is due is applied before the step runs.
            let arrived = pending.prefix { $0.at <= now }.map(\.record)
            pending = pending.dropFirst(arrived.count)
            if !arrived.isEmpty { (opened, instants) = (0, 0) }
            note(played.known.step(arrived, at: now, by: rules), at: now)
            instants += 1 + stepsAhead(of: played.known) / 50
            guard opened > bounds.opened || instants > bounds.instants else { continue }
            // The records still to come are played all the same.
            played.stop = Stop(incident: id, at: now, opened: opened)
            guard !pending.isEmpty else { break }
            played.known.sleep()
        }
        return played
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
extension Simulation.Outcome {
    fileprivate mutating func add(_ played: Simulation.Played) {
        lines += played.lines
        if let stop = played.stop { stops.append(stop) }
    }
}

extension ConnectedCases {
    /// Shows each case with its effects of one instant.
    fileprivate func show(
        _ outcomes: [Outcome], at now: Instant, to observer: Simulation.Observer
    ) {
        var order: [Incident.ID] = []
        for outcome in outcomes where !order.contains(outcome.incident) {
            order.append(outcome.incident)
        }
        for id in order {
            guard let known = cases[id] else { continue }
            observer(known, outcomes.filter { $0.incident == id }.map(\.effect), now)
        }
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
