import Calendars
import JSON
import Rules

/// A record that names something unknown.
struct Misnaming {
    let names: [UnknownName]
    /// The time that the record states.
    let statedAt: Instant
    /// The person in the record, who can correct it.
    var by: String?
    /// The report itself; nil for any other record.
    var report: Report?

    /// The names as facts of a fault.
    var detail: FaultDetail {
        report.map { .unfit($0.route, .names(names)) } ?? .unknown(names)
    }
}

extension Report {
    /// The subject of the report's own faults.
    var about: String { FaultSubject(.report, record).key }

    /// The units and the stage, as facts of a fault.
    var route: FaultDetail.ReportRoute {
        FaultDetail.ReportRoute(from: from, to: to, stage: stage)
    }
}

extension Case {
    /// Returns the records with unknown names. `unmet` are the reports that no obligation fits.
    func misnamings(
        unmet: Set<Record.ID>, by rulebook: Rulebook
    ) -> [FaultSubject: Misnaming] {
        var found: [FaultSubject: Misnaming] = [:]
        let parties = reports.isEmpty ? [] : self.parties
        for report in reports where !isRetracted(report) {
            found[FaultSubject(.report, report.record)] = misnaming(
                of: report, isUnmet: unmet.contains(report.record), parties, by: rulebook)
        }
        addUnits(to: &found, by: rulebook)
        guard isJudged, !hasForgotten else { return found }
        for one in retractions where report(one.report) == nil && merges[one.report] == nil {
            let name = UnknownName(
                .report, one.report.text,
                among: reports.map(\.record.text) + merges.map(\.record.text))
            found.add([name], FaultSubject(.retraction, one.record), one.at, one.by)
        }
        addIncidents(to: &found)
        addObligations(to: &found)
        return found
    }

    /// True if records are compared with obligations: there are some, or will be.
    var isJudged: Bool { !obligations.isEmpty || subject.bulletin != nil }

    /// True if a bulletin's case has let go of old obligations and reports, which records may still
    /// name.
    private var hasForgotten: Bool {
        subject.bulletin != nil && obligations.contains { $0.occurrence ?? 1 > 1 }
            && !obligations.contains { $0.occurrence == 1 }
    }
}

// MARK: Reports

extension Case {
    /// The units of all obligations.
    var parties: Set<Unit.ID> {
        var units: Set<Unit.ID> = []
        for obligation in obligations {
            units.insert(obligation.owing)
            units.formUnion(obligation.awaiting)
        }
        return units
    }

    /// Returns the unknown names in a report that was not retracted; nil if there are none.
    ///
    /// `isUnmet` is true if no obligation fits the report, and `parties` are the units of all
    /// obligations.
    func misnaming(
        of report: Report, isUnmet: Bool, _ parties: Set<Unit.ID>, by rulebook: Rulebook
    ) -> Misnaming? {
        var names = ([report.from] + report.to).filter { unit in
            // The rules of an obligation may have had units that the current rules no longer have.
            rulebook.units[unit] == nil && !parties.contains(unit)
        }.map { $0.unknown(in: rulebook) }
        if isJudged { names += unknownNames(in: report, isUnmet: isUnmet, rulebook) }
        guard !names.isEmpty else { return nil }
        return Misnaming(
            names: names, statedAt: report.submittedAt, by: report.by, report: report)
    }

    private func unknownNames(
        in report: Report, isUnmet: Bool, _ rulebook: Rulebook
    ) -> [UnknownName] {
        var found: [UnknownName] = []
        if let duty = subject.bulletin, obligations.isEmpty {
            let paths = Set(rulebook.bulletins.map(\.path))
            if !paths.contains(duty.path) {
                found.append(UnknownName(.bulletin, duty.path, among: paths))
            }
        }
        if let id = report.instruction, instructions[id] == nil {
            found.append(
                UnknownName(.instruction, id.text, among: instructions.map(\.record.text)))
        }
        if isUnmet, let stage = report.stage {
            let stages = Set(
                rulebook.rules.flatMap(\.obligations).filter { rule in
                    rule.to.joined().contains(where: report.to.contains)
                }.map(\.stage))
            if !stages.isEmpty, !stages.contains(stage) {
                found.append(UnknownName(.stage, stage, among: stages))
            }
        }
        if let id = report.corrects, self.report(id) == nil, !hasForgotten {
            let others = reports.map(\.record).filter { $0 != report.record }
            found.append(UnknownName(.report, id.text, among: others.map(\.text)))
        }
        return found
    }
}

// MARK: Other records

extension Case {
    /// Adds the records that name an unknown unit, other than reports.
    private func addUnits(to found: inout [FaultSubject: Misnaming], by rulebook: Rulebook) {
        for one in instructions {
            guard let unit = one.unit, rulebook.units[unit] == nil else { continue }
            found.add(
                [unit.unknown(in: rulebook)], FaultSubject(.instruction, one.record), one.at,
                one.by)
        }
        for one in sightings {
            guard let unit = one.unit, rulebook.units[unit] == nil else { continue }
            found.add(
                [unit.unknown(in: rulebook)], FaultSubject(.sighting, one.record), one.seenAt, nil)
        }
        for home in incidents { seen(as: home).addOwnUnit(to: &found, by: rulebook) }
    }

    /// Adds the incident if its record names an unknown unit.
    private func addOwnUnit(to found: inout [FaultSubject: Misnaming], by rulebook: Rulebook) {
        guard let incident, let name = incident.facts["unit"]?.string,
            rulebook.units[Unit.ID(name)] == nil, needsUnit(by: rulebook)
        else { return }
        found.add(
            [Unit.ID(name).unknown(in: rulebook)], .record(.incident, id.text),
            incident.versions.last?.asOf ?? advancedAt, nil)
    }

    /// Returns true if a rule that may apply takes the responsible unit from the incident's unit.
    private func needsUnit(by rulebook: Rulebook) -> Bool {
        let context = RuleContext(facts: facts, record: facts)
        let scope = scope(of: context, in: rulebook)
        let began = Self.began(facts) ?? openedAt ?? advancedAt
        return rulebook.rules.contains { rule in
            guard rule.inForce.contains(began),
                rule.obligations.contains(where: { ($0.owes ?? rule.owes)?.isIncidentUnit ?? false }
                )
            else { return false }
            return rule.when.map { $0.holds(over: scope) ?? true } ?? true
        }
    }

    /// Adds the merges that name an incident of which no record has arrived.
    private func addIncidents(to found: inout [FaultSubject: Misnaming]) {
        guard !parts.isEmpty else { return }
        for one in mergesInEffect {
            let unknown = [one.incident, one.into].filter { seen(as: $0).isUnknown }
            found.add(
                unknown.map { UnknownName(.incident, $0.text, nearest: nil) },
                FaultSubject(.merge, one.record), one.at, one.by)
        }
    }

    /// Adds the acknowledgements, extensions, waivers and findings that name an unknown obligation.
    private func addObligations(to found: inout [FaultSubject: Misnaming]) {
        guard !acknowledgements.isEmpty || !reliefs.isEmpty || !findings.isEmpty else { return }
        let names = Set(obligations.flatMap(\.names))
        let series = Set(obligations.map(\.series))
        func check(_ name: String?, _ subject: FaultSubject, _ at: Instant, _ by: String) {
            guard let name, !names.contains(name), !hasLetGo(of: Obligation.ID(name)) else {
                return
            }
            // An occurrence may come, or may have been revoked.
            let occurrence = Obligation.OccurrenceName(Obligation.ID(name))
            guard !series.contains(occurrence.series) else { return }
            found.add([UnknownName(.obligation, name, among: names)], subject, at, by)
        }
        for one in acknowledgements {
            check(one.obligation, FaultSubject(.acknowledgement, one.record), one.at, one.by)
        }
        for one in reliefs where one.obligation != Relief.all {
            let type: FaultSubject.RecordType = one.kind == .waiver ? .waiver : .extension
            check(one.obligation, FaultSubject(type, one.record), one.at, one.by)
        }
        for one in findings {
            check(one.obligation, FaultSubject(.finding, one.record), one.at, one.by)
        }
    }
}

extension Owing {
    /// The path of the incident's unit in conditions.
    private static let path = "incident.unit"

    /// True if the unit is the one that the incident names.
    fileprivate var isIncidentUnit: Bool {
        if case .fact(let condition) = self { condition.paths.contains(Self.path) } else { false }
    }
}

extension [FaultSubject: Misnaming] {
    fileprivate mutating func add(
        _ names: [UnknownName], _ subject: FaultSubject, _ statedAt: Instant, _ by: String?
    ) {
        guard !names.isEmpty else { return }
        self[subject] = Misnaming(names: names, statedAt: statedAt, by: by)
    }
}
