import Calendars
import Rules

extension Case {
    /// Whether a report is one from whom it is owed, to whom it is owed, for this stage.
    func isAddressed(
        _ report: Report, _ obligation: Obligation, _ rule: ObligationRule
    ) -> Bool {
        guard report.from == obligation.owing || rule.orFrom.contains(report.from),
            report.to.contains(where: obligation.awaiting.contains)
        else { return false }
        if let said = report.instruction { return obligation.cause == .instruction(said) }
        guard isAfterCause(report, obligation) else { return false }
        if let stage = report.stage { return stage == rule.stage }
        if let forms = rule.forms, !forms.contains(report.form ?? "") { return false }
        return isAfterAnchors(report, rule.due, obligation)
    }

    /// A report cannot be for what had not come up when it was made, whatever stage it names.
    private func isAfterCause(_ report: Report, _ obligation: Obligation) -> Bool {
        switch obligation.cause {
        case .instruction(let id):
            let at = instructions[id]?.at
            return at.map { report.submittedAt >= $0 } ?? true
        case .update(let id):
            let at = incident?.asOf(record: id.text)
            return at.map { report.submittedAt >= $0 } ?? true
        case .incident, .sighting, .firing: return true
        }
    }

    /// A report that names no stage cannot be for one whose clock had not begun when it was made.
    private func isAfterAnchors(
        _ report: Report, _ due: Due, _ obligation: Obligation
    ) -> Bool {
        switch due {
        case .within(_, let anchor), .businessDays(_, let anchor, _, _),
            .businessTime(_, let anchor, _):
            isAfter(anchor, report, obligation)
        case .rolled(let due, _, _), .timed(let due, _), .given(_, let due):
            isAfterAnchors(report, due, obligation)
        case .earliest(let parts):
            applying(parts).contains { isAfterAnchors(report, $0, obligation) }
        case .latest(let parts):
            applying(parts).allSatisfy { isAfterAnchors(report, $0, obligation) }
        case .firing: true
        }
    }

    private func isAfter(_ anchor: Anchor, _ report: Report, _ obligation: Obligation) -> Bool {
        switch anchor {
        case .occurred, .discovered, .opened, .due: return true
        case .closed, .time, .submitted, .received:
            guard case .success(let began) = instant(of: anchor, for: obligation) else {
                return false
            }
            // The report that began the clock is not the one the clock waits for.
            return anchor.obligation == nil
                ? report.submittedAt >= began : report.submittedAt > began
        }
    }

    /// The bounds that are there for the incident; all of them where none is.
    private func applying(_ parts: [Due]) -> [Due] {
        let applying = parts.filter { part in
            if case .given(let condition, _) = part { hasHeld(condition) == true } else { true }
        }
        return applying.isEmpty ? parts : applying
    }
}
