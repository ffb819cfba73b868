package import Cases
import JSON
package import Rules

/// The check of the names in a record against the rules and the incident.
package struct NameCheck {
    private let rulebook: Rulebook?
    /// The incident; nil if it is not known, and then its names are not checked.
    private let incident: Case?

    package init(_ rulebook: Rulebook?, _ incident: Case?) {
        self.rulebook = rulebook
        self.incident = incident
    }

    /// Returns the names in a record that mean nothing.
    package func problems(in record: Record) -> [NameProblem] {
        switch record.content {
        case .incident: units([record.body["unit"]?.string])
        case .report(let made):
            units([made.from.text] + made.to.map(\.text)) + bulletin(record) + stage(of: made)
                + instruction(made) + form(of: made) + report(made.corrects)
        case .acknowledgement(let said): obligation(said.obligation)
        case .relief(let relief): obligation(relief.obligation)
        case .finding(let finding): obligation(finding.obligation) + fault(finding)
        case .retraction(let retraction): report(retraction.report)
        case .instruction, .sighting: units([record.body["unit"]?.string])
        case .closure, .merge, .replan, .retry: []
        }
    }

    /// Returns the problem of a name that is not among the known ones; empty if it is.
    package static func problems(
        _ subject: NameProblem.Subject, _ name: String, among known: [NameProblem.Known],
        nearest: String? = nil
    ) -> [NameProblem] {
        let names = known.map(\.name)
        guard !names.contains(name) else { return [] }
        return [
            NameProblem(
                subject: subject, name: name, known: known,
                nearest: nearest ?? nearestName(to: name, among: names)
                    ?? only(names.filter { $0.hasSuffix(name) }))
        ]
    }

    private static func only(_ names: [String]) -> String? { names.count == 1 ? names[0] : nil }

    private func units(_ names: [String?]) -> [NameProblem] {
        guard let rulebook else { return [] }
        let known = rulebook.units.values.sorted { $0.id < $1.id }.map {
            NameProblem.Known(name: $0.id.text, about: $0.name)
        }
        return names.compactMap(\.self).flatMap {
            Self.problems(.unit, $0, among: known)
        }
    }

    private func bulletin(_ record: Record) -> [NameProblem] {
        guard let path = record.body["bulletin"]?.string, let rulebook else { return [] }
        let duties = rulebook.bulletins
        guard duties.contains(where: { $0.path == path }) else {
            let known = Set(duties.map(\.path)).sorted().map {
                NameProblem.Known(name: $0, about: nil)
            }
            return Self.problems(.bulletin, path, among: known)
        }
        guard let from = record.body["from"]?.string else { return [] }
        return Self.problems(
            .unit, from,
            among: duties.filter { $0.path == path }.map {
                NameProblem.Known(name: $0.owing.text, about: rulebook.name(of: $0.owing))
            })
    }

    private func stage(of report: Report) -> [NameProblem] {
        guard let stage = report.stage, let rulebook else { return [] }
        let awaited = rulebook.rules.flatMap(\.obligations).filter {
            rulebook.awaiting($0, from: report.from).units.joined().contains(
                where: report.to.contains)
        }
        let open = incident?.obligations.filter { $0.awaiting.contains(where: report.to.contains) }
        let stages = Set(awaited.map(\.stage) + (open ?? []).map(\.name)).sorted()
        return Self.problems(
            .stage, stage, among: stages.map { NameProblem.Known(name: $0, about: nil) })
    }

    /// Checks a form: any word is a form, so only a slip is a problem.
    private func form(of report: Report) -> [NameProblem] {
        guard let form = report.form, let rulebook else { return [] }
        let forms = Set(rulebook.rules.flatMap(\.obligations).compactMap(\.forms).joined())
        let problems = Self.problems(
            .form, form, among: forms.sorted().map { NameProblem.Known(name: $0, about: nil) })
        return problems.filter { $0.nearest != nil }
    }

    private func instruction(_ report: Report) -> [NameProblem] {
        guard let id = report.instruction, let incident else { return [] }
        let known = incident.instructions.map {
            NameProblem.Known(name: $0.record.text, about: $0.text)
        }
        return Self.problems(.instruction, id.text, among: known)
    }

    /// Returns the problem of a report that the incident does not have.
    package func report(_ id: RecordID?) -> [NameProblem] {
        guard let id, let incident else { return [] }
        let known = incident.reports.map { report in
            let to = report.to.map { name(of: $0) }.joined(separator: ", ")
            let form = report.form.map { "  \($0)" } ?? ""
            return NameProblem.Known(
                name: report.record.text, about: "\(name(of: report.from)) → \(to)\(form)")
        }
        return Self.problems(.report, id.text, among: known)
    }

    private func name(of unit: Unit.ID) -> String { rulebook?.name(of: unit) ?? unit.text }

    private func obligation(_ name: String?) -> [NameProblem] {
        guard let name, name != "*", let incident else { return [] }
        if incident.obligations.contains(where: { $0.names.contains(name) }) { return [] }
        let known =
            incident.obligations.filter(\.isOpen) + incident.obligations.filter { !$0.isOpen }
        let names = incident.obligations.flatMap { [$0.name, $0.path] }
        return Self.problems(
            .obligation, name,
            among: known.map {
                let to = $0.awaiting.map { self.name(of: $0) }.joined(separator: " | ")
                return NameProblem.Known(
                    name: $0.id.text, about: "\(self.name(of: $0.owing)) → \(to)")
            },
            nearest: nearestName(to: name, among: names))
    }

    private func fault(_ finding: Finding) -> [NameProblem] {
        guard let incident else { return [] }
        let found =
            incident.obligations.flatMap { obligation in
                obligation.faults.map { ($0.kind.rawValue, obligation.id.text) }
            } + incident.faults.sorted { $0.key < $1.key }.map { ($0.value.kind.rawValue, $0.key) }
        return Self.problems(
            .fault, finding.fault.rawValue,
            among: found.map { NameProblem.Known(name: $0.0, about: $0.1) })
    }
}
