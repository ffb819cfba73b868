import Calendars
import Rules

extension Case {
    /// Returns true if a report comes from the right unit, goes to one of the units `to` and is for
    /// the stage of the obligation; `stage` is that of the report, or of the one it corrects.
    func isAddressed(
        _ report: Report, _ stage: String?, to units: [Unit.ID], _ obligation: Obligation,
        _ rule: ObligationRule
    ) -> Bool {
        guard isBetween(report, to: units, obligation, rule) else { return false }
        if case .instruction(let id) = obligation.cause {
            guard report.instruction == id else { return false }
        } else if report.instruction != nil {
            return false
        }
        guard isAfterCause(report, obligation) else { return false }
        if let stage { return stage == rule.stage }
        if let forms = rule.forms, !forms.contains(report.form ?? "") { return false }
        guard !parts.isEmpty else { return isAfterAnchors(report, rule.due, obligation) }
        return sources(of: obligation).contains {
            seen(as: $0).isAfterAnchors(report, rule.due, obligation)
        }
    }

    /// Returns true unless the report was made before the obligation's cause arose: such a report
    /// cannot count, whatever stage it names.
    private func isAfterCause(_ report: Report, _ obligation: Obligation) -> Bool {
        switch obligation.cause {
        case .instruction(let id):
            let at = instructions[id]?.at
            return at.map { report.submittedAt >= $0 } ?? true
        case .update(let id):
            let at = asOf(update: id.text)
            return at.map { report.submittedAt >= $0 } ?? true
        case .incident, .sighting, .firing: return true
        }
    }

    /// Returns true unless a report without a stage was made before the deadline's clock started:
    /// such a report cannot count.
    private func isAfterAnchors(
        _ report: Report, _ due: Due, _ obligation: Obligation
    ) -> Bool {
        switch due {
        case .within(_, let anchor), .businessDays(_, let anchor, _, _),
            .businessTime(_, let anchor, _):
            isAfter(anchor, report, obligation)
        case .rolled(let due, _, _), .timed(let due, _), .given(_, let due):
            isAfterAnchors(report, due, obligation)
        case .earliest(let parts), .firstKnown(let parts):
            applying(parts).contains { isAfterAnchors(report, $0, obligation) }
        case .latest(let parts):
            applying(parts).allSatisfy { isAfterAnchors(report, $0, obligation) }
        case .firing: true
        }
    }

    private func isAfter(_ anchor: Anchor, _ report: Report, _ obligation: Obligation) -> Bool {
        switch anchor {
        case .occurred, .discovered, .opened, .due: return true
        case .closed, .time, .submitted, .latestSubmitted, .received:
            guard case .success(let began) = instant(of: anchor, for: obligation) else {
                return false
            }
            // The report that started the clock is not the report that the clock waits for.
            return anchor.obligations.isEmpty
                ? report.submittedAt >= began : report.submittedAt > began
        }
    }

    /// Returns the deadline bounds that apply to the incident; all of them if none applies.
    private func applying(_ parts: [Due]) -> [Due] {
        let applying = parts.filter { part in
            if case .given(let condition, _) = part { hasHeld(condition) == true } else { true }
        }
        return applying.isEmpty ? parts : applying
    }
}
