import Calendars
import Rules

extension Case {
    /// Judges every obligation by the times in the records, whatever order they came in.
    mutating func assess(at now: Instant, by rules: Rulebooks) -> [Effect] {
        var effects: [Effect] = []
        let readings = readings(by: rules)
        for index in obligations.indices {
            guard let rule = rules.rule(of: obligations[index]), let reading = readings[index]
            else { continue }
            obligations[index].firstReport = reading.first?.record
            effects += judge(index, by: reading.best, at: now, rules)
            let lacking = reading.insufficient + lackingWhenLate(obligations[index], rule)
            effects += sendBack(lacking, on: index, at: now, rules)
            effects += record(wrong(for: obligations[index], rule), on: index, of: .wrong)
            effects += record(feedLate(obligations[index]), on: index, of: .feedLate)
            effects += record(
                concealed(obligations[index], rule, at: now), on: index, of: .suspectedConcealment)
        }
        // What was bypassed shows only when every obligation has its verdict.
        for index in obligations.indices {
            guard let rule = rules.rule(of: obligations[index]) else { continue }
            effects += record(bypassed(by: obligations[index], rule), on: index, of: .bypassed)
            effects += record(
                premature(obligations[index], rule, by: rules), on: index, of: .premature)
        }
        forgetFollowUps(after: effects)
        return effects
    }

    private mutating func judge(
        _ index: Int, by report: Report?, at now: Instant, _ rules: Rulebooks
    ) -> [Effect] {
        let obligation = obligations[index]
        let letOff = report.map { isLetOff(obligation, from: $0.submittedAt, at: now) } ?? false
        guard let report, let dueAt = obligation.dueAt, !letOff else {
            let isOver = expiry(of: obligation, by: rules).map { $0 <= now } ?? false
            guard let verdict = obligation.verdict, verdict.outcome != .missed || !isOver else {
                return []
            }
            obligations[index].verdict = nil
            return [.reopened(obligation.id)]
        }
        let late = report.submittedAt - dueAt
        let verdict = Obligation.Verdict(
            outcome: late > .zero ? .late(late) : .onTime, report: report.record)
        guard verdict != obligation.verdict else { return [] }
        obligations[index].verdict = verdict
        return [.verdict(obligation.id, verdict)] + tellIsOver(index, .met, at: now, rules)
    }

    /// Tells those who were told, once, that it is over; `forgetFollowUps` does the rest.
    mutating func tellIsOver(
        _ index: Int, _ reason: Notice.Reason, at now: Instant, _ rules: Rulebooks
    ) -> [Effect] {
        let told = obligations[index].escalation.told
        let id = obligations[index].id
        // Those who hear that it was missed may yet hear that it was not.
        if reason != .missed { obligations[index].escalation.told = [] }
        return told.compactMap { recipient in
            guard let reach = rules.current.reaches(of: recipient, via: nil).first else {
                return nil
            }
            return .notice(
                Notice(
                    reason: reason, obligation: id, steps: [], to: recipient, via: nil, reach: 0,
                    channel: reach.channel, address: reach.address, dueAt: now, expiresAt: nil,
                    detail: "", because: .toldBefore))
        }
    }

    /// Drops the further ways to reach people about what has ended, for all that ended together.
    mutating func forgetFollowUps(after effects: [Effect]) {
        guard !followUps.isEmpty else { return }
        let ended = Set(effects.compactMap(\.ended))
        guard !ended.isEmpty else { return }
        followUps.removeAll { $0.notice.obligation.map(ended.contains) ?? false }
    }

    /// Keeps the faults of one kind as they now are, and says what came and what went.
    mutating func record(
        _ faults: [Fault], on index: Int, of kind: Fault.Kind
    ) -> [Effect] {
        let id = obligations[index].id.text
        let before = obligations[index].faults.filter { $0.kind == kind }
        guard before != faults else { return [] }
        obligations[index].faults.removeAll { $0.kind == kind }
        obligations[index].faults += faults
        return before.filter { !faults.contains($0) }.map { .cleared(about: id, $0) }
            + faults.filter { !before.contains($0) }.map { .fault(about: id, $0) }
    }

    /// The obligations that should have been reported before this one and were not.
    private func bypassed(by obligation: Obligation, _ rule: ObligationRule) -> [Fault] {
        guard !rule.follows.isEmpty, let report = obligation.firstReport.flatMap(report) else {
            return []
        }
        let earlier = obligations.places(of: obligation.rule, rule.follows)
        let skipped = earlier.map { obligations[$0] }.filter { other in
            guard other.cause == obligation.cause,
                other.occurrence ?? 1 == 1
                    || other.dueAt.map({ $0 <= report.submittedAt }) ?? false
            else { return false }
            let first = other.firstReport.flatMap { self.report($0) }
            return first.map { $0.submittedAt > report.submittedAt } ?? true
        }
        guard !skipped.isEmpty else { return [] }
        let names = skipped.map(\.id.text).joined(separator: ", ")
        return [Fault(.bypassed, "reported before \(names)")]
    }
}

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
