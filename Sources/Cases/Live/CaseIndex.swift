import Calendars
import Rules

/// The results of judging a case, kept so that a further report or an instant is judged by looking
/// only at the obligations it concerns.
///
/// Exists only for a case in which nothing is left to judge: judging all of it again would change
/// nothing. Everything in it can be computed anew from the case.
struct CaseIndex: Sendable {
    /// The digest of the rules in force when the case was judged.
    let rules: String
    private(set) var dealing: ReportDealing
    /// The bypasses of each obligation, by its place.
    private(set) var bypasses: [Int: [Bypass]] = [:]
    /// The places whose next instants are to be computed again.
    var pending: Set<Int> = []
    /// The ids of the obligations that depend on others.
    let chained: Set<Obligation.ID>
    /// The places of the obligations that must follow others.
    private var followers: [Int] = []
    var times: ObligationTimes
    /// The last occurrence of each repeated obligation.
    var repeats: [Repeat]
    /// The instant at which the last obligation was opened.
    var openedAt: Instant

    /// The reports that other reports correct, there or not.
    private var corrected: Set<Record.ID> = []
    /// True if a report names a period, which may not have been opened yet.
    private(set) var arePeriodsNamed = false
    /// The names of reports and obligations that nothing has; each further one may resemble them.
    private var unknownNames: [UnknownName] = []
    /// True once an opened obligation resembles an unknown name more than any other.
    private var areNamesStale = false
    /// True if a rule blames a record for a responsible unit that is not known.
    private let isUnitMissing: Bool
    /// The units of all obligations.
    private let parties: Set<Unit.ID>
    private var told: [Unit.ID: [Unit.ID: Order]] = [:]
    private var lines: [Unit.ID: Case.Lines] = [:]
    /// The first report of a unit that must make it, by the place of the obligation.
    private var firsts: [Int: Order?] = [:]

    /// The place of a report among all others.
    struct Order: Comparable, Sendable {
        let at: Instant
        let record: Record.ID

        init(_ report: Report) {
            at = report.submittedAt
            record = report.record
        }

        static func < (left: Order, right: Order) -> Bool {
            (left.at, left.record) < (right.at, right.record)
        }
    }

    /// The last occurrence of a repeated obligation, from which the next one is counted.
    struct Repeat: Sendable {
        var place: Int
        var number: Int
        let recurrence: Recurrence

        /// The instant at which the next occurrence opens.
        var nextAt: Instant { recurrence.dueAt(number) }
    }

    /// Creates the index of a case in which nothing is left to judge; nil for a case of a kind that
    /// is always judged whole.
    init?(of incident: Case, by rules: PinnedRulebooks) {
        guard incident.isIndexable(by: rules) else { return nil }
        self.rules = rules.current.digest
        parties = incident.parties
        isUnitMissing = incident.faults.values.contains { $0.kind == .nobody }
        dealing = incident.dealing(by: rules)
        var chained: Set<Obligation.ID> = []
        for (place, obligation) in incident.obligations.enumerated() {
            guard let rule = rules.rule(of: obligation) else { return nil }
            if rule.refersToOthers { chained.insert(obligation.id) }
            if !rule.follows.isEmpty { followers.append(place) }
        }
        self.chained = chained
        guard let repeats = incident.lastOccurrences(by: rules) else { return nil }
        self.repeats = repeats
        openedAt = incident.obligations.map(\.openedAt).max() ?? incident.advancedAt
        times = ObligationTimes(of: incident, by: rules)
        let skipped = incident.bypasses(by: rules)
        let all = incident.recordFaults(dealing.mismatches, skipped, by: rules.current)
        // An obligation that was opened since may have answered for a record, or resemble its name.
        guard all.found == incident.knownRecordFaults else { return nil }
        unknownNames = all.misnamed.values.flatMap(\.names).filter {
            [.report, .obligation].contains($0.kind)
        }
        guard unknownNames.count <= Self.unknownNamesMax else { return nil }
        for bypass in skipped {
            if let place = bypass.place { bypasses[place, default: []].append(bypass) }
        }
        for report in incident.reports { note(report, isRetracted: incident.isRetracted(report)) }
    }

    /// The number of unknown names above which a case is always judged whole.
    private static let unknownNamesMax = 8

    private mutating func note(_ report: Report, isRetracted: Bool = false) {
        if let id = report.corrects { corrected.insert(id) }
        if report.period != nil { arePeriodsNamed = true }
        guard !isRetracted else { return }
        let order = Order(report)
        for unit in report.to {
            let known = told[report.from]?[unit]
            told[report.from, default: [:]][unit] = known.map { min($0, order) } ?? order
        }
    }
}

// MARK: Further reports

extension CaseIndex {
    /// The obligations and people that further reports concern.
    struct Concern {
        /// The places of the obligations to judge, in order.
        var places: [Int]
        /// The places for which it changes what others knew.
        var known: Set<Int>
        /// The places of the obligations whose order among others is to be judged.
        var ordered: [Int]
        /// The faults of the reports themselves.
        var faults: RecordFaults
    }

    /// Adds reports that are not in the case yet, in order; nil if the whole case must be judged.
    ///
    /// After nil the index is of no further use.
    mutating func add(
        _ reports: [Report], to incident: Case, at now: Instant, by rules: PinnedRulebooks
    ) -> Concern? {
        guard !areNamesStale, var last = incident.reports.last.map({ Order($0) }) else {
            return nil
        }
        var places: Set<Int> = []
        var (known, skipped) = (Set<Int>(), Set<Int>())
        var (bypasses, mismatches) = ([Bypass](), [Record.ID: Mismatch]())
        var misnamed: [FaultSubject: Misnaming] = [:]
        for report in reports {
            let order = Order(report)
            guard !corrected.contains(report.record), isNamingKnown(report, in: incident),
                order > last || isInert(report, of: incident, by: rules)
            else { return nil }
            last = max(last, order)
            known.formUnion(placesKnown(by: report, in: incident, at: now, rules))
            places.formUnion(placesMended(by: report, in: incident, rules))
            places.formUnion(dealing.add(report, of: incident, by: rules))
            mismatches[report.record] = dealing.mismatches[report.record]
            if let misnaming = incident.misnaming(
                of: report, isUnmet: mismatches[report.record] == .nothing, parties,
                by: rules.current)
            {
                guard !isUnitMissing else { return nil }
                misnamed[FaultSubject(.report, report.record)] = misnaming
            }
            note(report)
            for bypass in self.bypasses(of: report, in: incident, rules) {
                // Bypasses are noted in the order of their reports.
                guard order == last else { return nil }
                bypasses.append(bypass)
                guard let place = bypass.place else { continue }
                self.bypasses[place, default: []].append(bypass)
                skipped.insert(place)
            }
        }
        let isFirst = places.contains {
            incident.obligations[$0].firstReport != dealing.match($0).first?.record
        }
        // A report that starts a clock can change what other reports count for.
        if isFirst, !chained.isEmpty { return nil }
        places.formUnion(known)
        var faults = RecordFaults(mismatches, misnamed, bypasses)
        for report in reports { faults.add(report) }
        faults.addSkippedAndMisnamed()
        let ordered = places.union(skipped).union(isFirst ? followers : [])
        return Concern(
            places: places.sorted(), known: known, ordered: ordered.sorted(), faults: faults)
    }

    /// Returns true if a report corrects no unknown one, and no record names it or a similar one.
    private func isNamingKnown(_ report: Report, in incident: Case) -> Bool {
        (report.corrects.map { incident.report($0) != nil } ?? true)
            && unknownNames.allSatisfy {
                $0.kind != .report || $0.isUnchanged(by: report.record.text)
            }
    }

    /// Returns true if a report between others takes nothing from them, and its receivers knew
    /// before.
    private mutating func isInert(
        _ report: Report, of incident: Case, by rules: PinnedRulebooks
    ) -> Bool {
        let order = Order(report)
        let knew = report.to.allSatisfy { told[report.from]?[$0].map { $0 < order } ?? false }
        return knew && dealing.isInert(report, of: incident, by: rules)
    }

    private mutating func bypasses(
        of report: Report, in incident: Case, _ rules: PinnedRulebooks
    ) -> [Bypass] {
        guard incident.decidedAt.map({ report.arrivedAt > $0 }) ?? true else { return [] }
        let line = lines[report.from] ?? incident.lines(of: report.from, by: rules)
        lines[report.from] = line
        let (known, order) = (told[report.from] ?? [:], Order(report))
        return line.bypasses(of: report, in: rules.current) { unit in
            known[unit].map { $0 <= order } ?? false
        }
    }

    /// Returns the places of the obligations of which a report changes what others knew.
    private mutating func placesKnown(
        by report: Report, in incident: Case, at now: Instant, _ rules: PinnedRulebooks
    ) -> [Int] {
        dealing.firstPlaces(reachedBy: report).filter { place in
            let obligation = incident.obligations[place]
            guard obligation.cause == .incident, obligation.occurrence ?? 1 == 1,
                let rule = rules.rule(of: obligation)
            else { return false }
            let known = firsts[place] ?? incident.firstBetween(obligation, rule)
            let order = Order(report)
            guard incident.isBetween(report, to: report.to, obligation, rule) else {
                firsts[place] = .some(known)
                let isPast = obligation.dueAt.map { now > $0 } ?? false
                return known.map { order.at < $0.at } ?? isPast
            }
            firsts[place] = .some(known.map { min($0, order) } ?? order)
            return known.map { order < $0 } ?? true
        }
    }

    /// Returns the places of the obligations that were reported late without a content that a
    /// further report may supply.
    private func placesMended(
        by report: Report, in incident: Case, _ rules: PinnedRulebooks
    ) -> [Int] {
        dealing.firstPlaces(reachedBy: report).filter { place in
            let obligation = incident.obligations[place]
            guard case .late = obligation.verdict?.outcome, obligation.occurrence == nil else {
                return false
            }
            return !(rules.rule(of: obligation)?.acceptsLate.isEmpty ?? true)
        }
    }
}

extension Case {
    /// Returns true for a case of the common kind, whose further reports need not be judged with
    /// all others.
    fileprivate func isIndexable(by rules: PinnedRulebooks) -> Bool {
        incident != nil && subject == .incident && merges.isEmpty && connected.isEmpty
            && !obligations.isEmpty && ahead.isEmpty
            && sightings.isEmpty && instructions.isEmpty && reliefs.isEmpty
            && !rules.current.isTriggeredByUpdates
            && faults[FaultSubject.record(.incident, id.text).key] == nil
            && retractions.allSatisfy { report($0.report) != nil }
            && obligations.repeatedSeries.allSatisfy { $0.count <= rules.bounds.occurrences }
    }

    fileprivate func firstBetween(
        _ obligation: Obligation, _ rule: ObligationRule
    ) -> CaseIndex.Order? {
        reports.first { isBetween($0, to: $0.to, obligation, rule) }.map { CaseIndex.Order($0) }
    }

    /// Returns the last occurrence of each repeated obligation, in the order of their places; nil
    /// if an occurrence is to be revoked, or one is opened of which the deadlines are unknown.
    fileprivate func lastOccurrences(by rules: PinnedRulebooks) -> [CaseIndex.Repeat]? {
        var found: [CaseIndex.Repeat] = []
        for places in obligations.repeatedSeries where obligations[places[0]].isRepeated {
            guard let last = lastOwed(places, at: advancedAt, by: rules), !last.awaitsRevocation
            else { return nil }
            found.append(
                CaseIndex.Repeat(
                    place: last.place, number: last.number, recurrence: last.recurrence))
        }
        return found.sorted { $0.place < $1.place }
    }
}

// MARK: Occurrences

extension CaseIndex {
    /// Takes the occurrence at a place, opened after those of its series.
    mutating func open(_ place: Int, of incident: Case, by rules: PinnedRulebooks) {
        openedAt = incident.obligations[place].openedAt
        let id = incident.obligations[place].id.text
        if unknownNames.contains(where: { $0.kind == .obligation && !$0.isUnchanged(by: id) }) {
            areNamesStale = true
        }
        times.append()
        pending.insert(place)
        if !incident.reports.isEmpty { dealing.open(place, of: incident, by: rules) }
    }
}
