import Calendars
import Rules

/// The dealing of an incident's reports to its obligations, in the order of their times.
///
/// A report that names a stage counts for that stage. One that names none counts for at most one of
/// those obligations of a rule that have an awaiting unit in common: the one whose deadline by the
/// rule is earliest. Retracted reports are passed over.
struct ReportDealing {
    /// The matches of each obligation, by its place; empty if there are no reports.
    private var matches: [Int: ReportMatch] = [:]
    /// The reports that count for nothing, with the reason.
    private(set) var mismatches: [Record.ID: Mismatch] = [:]

    private var stages = ReportStages()
    private var series: [ReportSeries] = []
    private var seriesByUnit: [Unit.ID: [Int]] = [:]
    /// The series of obligations that each of many units has, by the unit.
    private var seriesByOwner: [Unit.ID: [Int]] = [:]
    /// The series by the unit that awaits the reports and by their kind.
    private var ownedByUnit: [Unit.ID: [ReportSeries.Kind: [Int]]] = [:]
    /// The places each report counts for, or would count for if sufficient and not retracted.
    private(set) var targets: [Record.ID: [Int]] = [:]
    /// The deadlines by the rules, by place, as far as they were needed.
    private var deadlines: [Int: Instant?] = [:]

    /// The case and the rules by which its reports are dealt; not kept, so that the case can be
    /// changed in place.
    private struct Scene {
        let incident: Case
        let rules: PinnedRulebooks
    }

    init(_ incident: Case, by rules: PinnedRulebooks) {
        guard !incident.reports.isEmpty else { return }
        let scene = Scene(incident: incident, rules: rules)
        series = incident.reportSeries(by: rules)
        for (index, one) in series.enumerated() {
            if let owner = one.soleOwner {
                seriesByOwner[owner, default: []].append(index)
                for unit in one.awaiting {
                    ownedByUnit[unit, default: [:]][one.kind, default: []].append(index)
                }
                continue
            }
            for unit in one.awaiting { seriesByUnit[unit, default: []].append(index) }
        }
        keepPinned(scene.incident)
        for report in incident.reports { deal(report, scene) }
    }

    /// Deals one more report, after all others by its time; returns the places whose match changed.
    mutating func add(_ report: Report, of incident: Case, by rules: PinnedRulebooks) -> [Int] {
        deal(report, Scene(incident: incident, rules: rules))
        return targets[report.record] ?? []
    }

    func match(_ place: Int) -> ReportMatch { matches[place] ?? ReportMatch() }

    /// Returns the first place of each series that a report can count for, or can make known to its
    /// receivers.
    func firstPlaces(reachedBy report: Report) -> [Int] {
        let own = Set((seriesByOwner[report.from] ?? []).map { series[$0].kind })
        // What one of several units reports tells nothing of the others.
        let known = report.to.flatMap { unit in
            (ownedByUnit[unit] ?? [:]).filter { !own.contains($0.key) }.values.joined()
        }
        return Set(reached(by: report)).union(known).sorted()
            .compactMap { series[$0].turns.turns.first?.place }
    }

    /// Adds the occurrence at a place, opened after those of its series; none of the reports can
    /// count for it.
    mutating func open(_ place: Int, of incident: Case, by rules: PinnedRulebooks) {
        let new = incident.obligations[place]
        let owner = new.isOwedByEach ? new.owing : nil
        let all =
            (new.awaiting.first.flatMap { seriesByUnit[$0] } ?? [])
            + (seriesByOwner[new.owing] ?? [])
        let index = all.first {
            series[$0].isPeriodic && series[$0].rule == new.rule && series[$0].name == new.name
                && series[$0].cause == new.cause && series[$0].awaiting == new.awaiting
                && series[$0].owner == owner
        }
        if let index { incident.extend(&series[index], by: place, rules) }
    }

    /// Returns true if a report between others counts for nothing and takes nothing from them: each
    /// obligation that it could count for was met by an earlier one.
    mutating func isInert(_ report: Report, of incident: Case, by rules: PinnedRulebooks) -> Bool {
        let scene = Scene(incident: incident, rules: rules)
        guard report.corrects == nil else { return false }
        let stage = report.stage
        return reached(by: report).allSatisfy { index in
            guard !series[index].isPeriodic, let turn = series[index].turns.turns.first else {
                return false
            }
            let names = series[index].variants.first?.stagesToName ?? [:]
            guard stage != nil || report.to.allSatisfy({ names[$0] == nil }) else { return false }
            guard case .success(let found) = candidate(report, stage, index, scene) else {
                return true
            }
            let rule = series[index].variants[turn.variant].rule
            if found.turn == nil {
                if turn.missing > 0 { return true }
            } else if !incident.shortfalls(
                of: report, rule, for: incident.obligations[turn.place]
            ).isEmpty {
                return false
            }
            guard let best = matches[turn.place]?.best, turn.missing == 0 else { return false }
            return (best.submittedAt, best.record) < (report.submittedAt, report.record)
        }
    }

    /// Keeps the reports of verdicts that were decided before an upgrade.
    private mutating func keepPinned(_ incident: Case) {
        for place in incident.obligations.indices {
            let obligation = incident.obligations[place]
            guard let report = incident.pinnedReport(of: obligation) else { continue }
            matches[place, default: ReportMatch()].best = report
            matches[place]?.first = obligation.firstReport.flatMap { incident.report($0) } ?? report
            targets[report.record, default: []].append(place)
        }
    }

    /// A series that a report can count for, with the occurrence whose turn it is.
    private struct Candidate {
        let series: Int
        /// The index of the occurrence among the turns; nil if none needs the report.
        let turn: Int?
    }

    private mutating func deal(_ report: Report, _ scene: Scene) {
        let incident = scene.incident
        let isRetracted = incident.isRetracted(report)
        let pinned = Set((targets[report.record] ?? []).map { incident.obligations[$0].rule })
        let stage = stages.stage(of: report, in: incident)
        var mismatch: Mismatch? = .nothing
        var stages: [String] = []
        var candidates: [Candidate] = []
        for index in reached(by: report) where !pinned.contains(series[index].rule) {
            switch candidate(report, stage, index, scene) {
            case .success(let candidate):
                mismatch = nil
                candidates.append(candidate)
            case .failure(.stage(let among)): stages += among.filter { !stages.contains($0) }
            case .failure(let why): mismatch = mismatch.map { $0.isVaguer(than: why) ? why : $0 }
            }
        }
        if !pinned.isEmpty { mismatch = nil }
        if !stages.isEmpty { mismatch = .stage(among: stages) }
        if !isRetracted { mismatches[report.record] = mismatch }
        for candidate in stage == nil ? chosen(candidates, for: report, scene) : candidates {
            guard let turn = candidate.turn else { continue }
            allot(report, turn, of: candidate.series, isRetracted, scene)
        }
    }

    /// Returns the series with a unit that received the report.
    private func reached(by report: Report) -> [Int] {
        let lists = report.to.compactMap { seriesByUnit[$0] }
        let own = (seriesByOwner[report.from] ?? []).filter {
            series[$0].awaiting.contains(where: report.to.contains)
        }
        return lists.count == 1 && own.isEmpty
            ? lists[0] : Set(lists.joined()).union(own).sorted()
    }

    /// Returns a series as a candidate for a report, or the reason against it.
    private mutating func candidate(
        _ report: Report, _ stage: String?, _ index: Int, _ scene: Scene
    ) -> Result<Candidate, Mismatch> {
        let (one, incident) = (series[index], scene.incident)
        var names: [String] = []
        let eligible = one.variants.indices.filter { variant in
            let stages = stage == nil ? one.variants[variant].stagesToName : [:]
            let units = report.to.filter { stages[$0] == nil }
            let own = one.variants[variant]
            let obligation = incident.obligations[own.place]
            if units.count < report.to.count, one.turns.accepts(report.submittedAt),
                incident.isBetween(report, to: report.to, obligation, own.rule)
            {
                names = report.to.first { stages[$0] != nil }.flatMap { stages[$0] } ?? []
            }
            return incident.isAddressed(report, stage, to: units, obligation, own.rule)
        }
        guard !eligible.isEmpty else {
            return .failure(names.isEmpty ? .nothing : .stage(among: names))
        }
        return turn(report, stage, index, Set(eligible), scene).map {
            Candidate(series: index, turn: $0)
        }
    }

    /// Returns the index of the occurrence that a report would count for; nil if none needs it.
    private mutating func turn(
        _ report: Report, _ stage: String?, _ index: Int, _ variants: Set<Int>, _ scene: Scene
    ) -> Result<Int?, Mismatch> {
        let time = report.submittedAt
        let skipsWaived = stage == nil
        func isEligible(_ turn: Turns.Turn) -> Bool {
            variants.contains(turn.variant) && !(skipsWaived && turn.isWaived(at: time))
        }
        func place(_ turn: Int) -> Int? {
            isEligible(series[index].turns.turns[turn]) ? turn : nil
        }
        if let corrected = report.corrects, scene.incident.report(corrected) != nil {
            let limit = targets[corrected] ?? []
            let turn = series[index].turns.turns.firstIndex { limit.contains($0.place) }
            return .success(turn.flatMap(place))
        }
        guard series[index].isPeriodic else {
            // A stage is named for this obligation, whether or not it is met already.
            guard stage == nil else { return .success(place(0)) }
            return .success(series[index].turns.turn(at: time, where: isEligible))
        }
        if let gone = series[index].letGo,
            gone.covers(report, in: series[index].zone, held: series[index].held)
        {
            return .success(nil)
        }
        if let period = report.period {
            switch series[index].turns.named(period, in: series[index].zone) {
            case .turn(let turn): return .success(place(turn))
            case .ahead: return .success(nil)
            case .none(let among): return .failure(.period(among: among))
            }
        }
        guard series[index].turns.hasBegun(at: time) else { return .failure(.early) }
        return .success(series[index].turns.turn(at: time, where: isEligible))
    }

    /// Returns the candidates that a report without a stage counts for.
    private mutating func chosen(
        _ candidates: [Candidate], for report: Report, _ scene: Scene
    ) -> [Candidate] {
        let open = candidates.filter { $0.turn != nil && isMeant($0, by: report, candidates) }
        guard open.count > 1 else { return open }
        var chosen: [Candidate] = []
        for candidate in open.map({ (key(of: $0, scene), $0) }).sorted(by: { $0.0 < $1.0 }).map(\.1)
        where chosen.allSatisfy({ series[candidate.series].isBeside(series[$0.series]) }) {
            chosen.append(candidate)
        }
        return chosen
    }

    /// Returns false for an obligation that is owed once, if the report names a period of another
    /// one of the same rule.
    private func isMeant(
        _ candidate: Candidate, by report: Report, _ candidates: [Candidate]
    ) -> Bool {
        let one = series[candidate.series]
        guard report.period != nil, !one.isPeriodic else { return true }
        return !candidates.contains { other in
            series[other.series].isPeriodic && series[other.series].rule == one.rule
        }
    }

    /// Returns the key by which the candidates for a report are ordered.
    private mutating func key(of candidate: Candidate, _ scene: Scene) -> (Instant, Int, Int) {
        let turn = candidate.turn.map { series[candidate.series].turns.turns[$0] }
        let place = turn?.place ?? 0
        let due = turn?.deadline ?? deadline(of: place, scene)
        return (due ?? Instant(milliseconds: .max), series[candidate.series].order, place)
    }

    /// Returns the deadline of an obligation by its rule, without extensions.
    private mutating func deadline(of place: Int, _ scene: Scene) -> Instant? {
        if let known = deadlines[place] { return known }
        let (incident, rules) = (scene.incident, scene.rules)
        let obligation = incident.obligations[place]
        var found = obligation.dueAt
        if !incident.reliefs.isEmpty {
            found = try? incident.deadline(of: obligation, by: rules)?.get()
        }
        deadlines[place] = .some(found)
        return found
    }

    /// Lets a report count for an occurrence, if it suffices and was not retracted.
    private mutating func allot(
        _ report: Report, _ turn: Int, of index: Int, _ isRetracted: Bool, _ scene: Scene
    ) {
        let target = series[index].turns.turns[turn]
        targets[report.record, default: []].append(target.place)
        var match = match(target.place)
        defer { matches[target.place] = match }
        if isRetracted { match.retracted.append(report.record) }
        let rule = series[index].variants[target.variant].rule
        let lacking = scene.incident.shortfalls(
            of: report, rule, for: scene.incident.obligations[target.place])
        guard lacking.isEmpty else {
            match.insufficient.append(
                Fault(.insufficient, .insufficient(report.record, lacking, isLate: false)))
            return
        }
        guard target.accepts(report.submittedAt) else {
            if !isRetracted, report.corrects != nil { match.corrections.append(report) }
            return
        }
        if isRetracted {
            if target.missing == 1, match.first == nil { match.first = report }
            return
        }
        match.counted.append(report)
        if report.corrects != nil { match.corrections.append(report) }
        if series[index].turns.take(turn) {
            match.best = report
            match.first = match.first ?? report
        }
    }
}

extension Mismatch {
    /// Returns true if another reason tells the sender more.
    fileprivate func isVaguer(than other: Mismatch) -> Bool {
        self == .nothing && other != .nothing
    }
}

extension Case {
    /// Returns the dealing of the reports.
    func dealing(by rules: PinnedRulebooks) -> ReportDealing { ReportDealing(self, by: rules) }
}
