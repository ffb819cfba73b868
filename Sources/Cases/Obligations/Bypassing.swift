import Calendars
import Rules

/// A report that went over the head of a unit (越级).
struct Bypass: Hashable {
    let report: Record.ID
    /// The unit that was skipped.
    let unit: Unit.ID
    /// The place of the obligation to the skipped unit; nil if the sender owes the unit nothing.
    let place: Int?
    let fault: Fault
}

extension Case {
    /// Returns each report to a unit above one that the sender still had to report to.
    ///
    /// A report that lists both units skips none, and neither does one to a unit to which an
    /// obligation obliges or allows the sender to report.
    func bypasses(by rules: PinnedRulebooks) -> [Bypass] {
        guard !reports.isEmpty, subject == .incident, !isUnknown else { return [] }
        let units = rules.current.units
        var told: [Unit.ID: Set<Unit.ID>] = [:]
        var lines: [Unit.ID: Lines] = [:]
        var found: [Bypass] = []
        for report in reports where !isRetracted(report) {
            told[report.from, default: []].formUnion(report.to)
            guard decidedAt.map({ report.arrivedAt > $0 }) ?? true else { continue }
            let line = lines[report.from] ?? self.lines(of: report.from, by: rules)
            lines[report.from] = line
            let known = told[report.from] ?? []
            for above in report.to where !line.allowed.contains(above) {
                for below in line.below where !known.contains(below.unit) {
                    guard units.isUnit(above, above: below.unit) else { continue }
                    let fault = Fault(
                        .bypassed,
                        .skipped(
                            report.record, from: report.from, to: above, before: below.unit))
                    found.append(
                        Bypass(
                            report: report.record, unit: below.unit, place: below.place,
                            fault: fault))
                }
            }
        }
        return found
    }

    /// The units that a unit must report to.
    private struct Lines {
        /// The units to which an obligation obliges or allows the unit to report.
        var allowed: Set<Unit.ID> = []
        /// The units not to be skipped: the ones with an obligation, and the parent.
        var below: [(unit: Unit.ID, place: Int?)] = []
    }

    private func lines(of sender: Unit.ID, by rules: PinnedRulebooks) -> Lines {
        var lines = Lines()
        for place in obligations.indices {
            let obligation = obligations[place]
            let isOwn = obligation.isOwed(by: sender)
            guard isOwn || rules.rule(of: obligation)?.orFrom.contains(sender) ?? false else {
                continue
            }
            lines.allowed.formUnion(obligation.awaiting)
            for unit in obligation.awaiting
            where isOwn && !lines.below.contains(where: { $0.unit == unit }) {
                lines.below.append((unit, place))
            }
        }
        if let parent = rules.current.units[sender]?.parent,
            !lines.below.contains(where: { $0.unit == parent })
        {
            lines.below.append((parent, nil))
        }
        return lines
    }

    /// Notifies the duty of each skipped unit.
    func tell(of bypasses: [Bypass], at now: Instant, by rulebook: Rulebook) -> [Effect] {
        bypasses.flatMap { bypass in
            rulebook.notices(
                .bypassed, to: rulebook.units[bypass.unit]?.duty ?? [],
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
