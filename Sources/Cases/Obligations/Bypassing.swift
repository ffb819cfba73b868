import Calendars
import Rules

extension Case {
    /// Returns each report to a unit above one that the sender still had to report to.
    ///
    /// A report that lists both units skips none, and neither does one to a unit to which an
    /// obligation obliges or allows the sender to report.
    func bypasses(by rules: PinnedRulebooks) -> [Bypass] {
        guard !reports.isEmpty, subject == .incident, !isUnknown else { return [] }
        var told: [Unit.ID: Set<Unit.ID>] = [:]
        var lines: [Unit.ID: Lines] = [:]
        var found: [Bypass] = []
        for report in reports where !isRetracted(report) {
            told[report.from, default: []].formUnion(report.to)
            guard decidedAt.map({ report.arrivedAt > $0 }) ?? true else { continue }
            let line = lines[report.from] ?? self.lines(of: report.from, by: rules)
            lines[report.from] = line
            let known = told[report.from] ?? []
            found += line.bypasses(of: report, in: rules.current) { known.contains($0) }
        }
        return found
    }

    /// The units that a unit must report to.
    struct Lines {
        /// The units to which an obligation obliges or allows the unit to report.
        var allowed: Set<Unit.ID> = []
        /// The units not to be skipped: the ones with an obligation, and the parent.
        var below: [(unit: Unit.ID, place: Int?)] = []

        /// Returns each unit that a report skips; `isTold` returns true for a unit that knows.
        func bypasses(
            of report: Report, in rulebook: Rulebook, _ isTold: (Unit.ID) -> Bool
        ) -> [Bypass] {
            var found: [Bypass] = []
            for above in report.to where !allowed.contains(above) {
                for unit in below where !isTold(unit.unit) {
                    guard rulebook.units.isUnit(above, above: unit.unit) else { continue }
                    let fault = Fault(
                        .bypassed,
                        .skipped(report.record, from: report.from, to: above, before: unit.unit))
                    found.append(
                        Bypass(
                            report: report.record, unit: unit.unit, place: unit.place,
                            fault: fault))
                }
            }
            return found
        }
    }

    func lines(of sender: Unit.ID, by rules: PinnedRulebooks) -> Lines {
        var lines = Lines()
        var known: Set<Unit.ID> = []
        for place in obligations.indices {
            let obligation = obligations[place]
            let isOwn = obligation.isOwed(by: sender)
            guard isOwn || rules.rule(of: obligation)?.orFrom.contains(sender) ?? false else {
                continue
            }
            lines.allowed.formUnion(obligation.awaiting)
            for unit in obligation.awaiting where isOwn && known.insert(unit).inserted {
                lines.below.append((unit, place))
            }
        }
        if let parent = rules.current.units[sender]?.parent, !known.contains(parent) {
            lines.below.append((parent, nil))
        }
        return lines
    }

    /// Notifies the duty of each skipped unit.
    func tell(of bypasses: [Bypass], at now: Instant, by rulebook: Rulebook) -> [Effect] {
        bypasses.flatMap { bypass in
            rulebook.notices(
                .bypassed, to: [rulebook.units[bypass.unit]?.duty],
                about: bypass.place.map { obligations[$0].id }, at: now,
                detail: bypass.fault.detail, because: .awaitingUnit)
        }
    }
}

extension [Unit.ID: Unit] {
    /// Returns true if a unit is a superior of another, at any distance.
    fileprivate func isUnit(_ above: Unit.ID, above unit: Unit.ID) -> Bool {
        var next = self[unit]?.parent
        for _ in 0..<count {
            guard let parent = next else { return false }
            if parent == above { return true }
            next = self[parent]?.parent
        }
        return false
    }
}
