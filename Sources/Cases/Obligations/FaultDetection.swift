import Calendars
import Rules

/// The faults other than lateness, derived from the times in all records.
extension Case {
    /// Returns a fault for each retracted report that would count for the obligation.
    func wrong(_ match: ReportMatch) -> [Fault] {
        match.retracted.flatMap { report in
            retractions.about(report.text).map { retraction in
                let why = retraction.why.map { ": \($0)" } ?? ""
                return Fault(.wrong, "report \(report) was retracted\(why)")
            }
        }
    }

    /// Returns a fault if the report was late and lacks a content required of late reports. The
    /// report counts all the same, and a later report can supply the content.
    func lackingWhenLate(_ obligation: Obligation, _ rule: ObligationRule) -> [Fault] {
        guard case .late = obligation.verdict?.outcome,
            let report = obligation.verdict?.report.flatMap({ report($0) }),
            let why = shortfall(of: report, rule.acceptsLate, "acceptsLate")
        else { return [] }
        let isMended =
            obligation.occurrence == nil
            && reports.contains { other in
                !isRetracted(other)
                    && other.submittedAt >= report.submittedAt
                    && isAddressed(other, to: other.to, obligation, rule)
                    && shortfall(of: other, rule.acceptsLate, "acceptsLate") == nil
            }
        guard !isMended else { return [] }
        return [Fault(.insufficient, "late report \(report.record): \(why)")]
    }

    /// Returns a fault if the report was made before the earliest permitted time.
    func premature(
        _ obligation: Obligation, _ rule: ObligationRule, by rules: PinnedRulebooks
    ) -> [Fault] {
        guard let floor = rule.notBefore,
            let report = obligation.firstReport.flatMap({ report($0) })
        else { return [] }
        switch calculator(for: obligation, by: rules).deadline(of: floor) {
        case .success(let from) where report.submittedAt >= from: return []
        case .success(let from):
            return [Fault(.premature, "report \(report.record) came before \(from.rfc3339)")]
        case .failure(let open):
            return [Fault(.premature, "report \(report.record) came before \(open.what) is known")]
        }
    }

    /// Returns a fault if the report was made on time but its record arrived after the deadline.
    func feedLate(_ obligation: Obligation) -> [Fault] {
        guard let verdict = obligation.verdict, verdict.outcome == .onTime,
            let report = verdict.report.flatMap({ report($0) }), let dueAt = obligation.dueAt,
            report.arrivedAt > dueAt
        else { return [] }
        let late = (report.arrivedAt - dueAt).iso8601
        return [Fault(.feedLate, "the record of report \(report.record) came \(late) late")]
    }

    /// Returns the next instant at which a passing deadline may show that others knew first; nil if
    /// none.
    func nextConcealment(after instant: Instant) -> Instant? {
        guard !sightings.isEmpty || !reports.isEmpty else { return nil }
        return obligations.compactMap(\.concealedAt).filter { $0 > instant }.min()
    }
}

extension Obligation {
    /// The first instant at which what others knew may show concealment; nil if it never may.
    var concealedAt: Instant? {
        guard isOpen, cause == .incident else { return nil }
        return dueAt.map { $0 + .milliseconds(1) }
    }
}

extension Case {
    /// Records on each open obligation that Duebell was down when a step should have run.
    mutating func noteAway(_ away: Range<Instant>, by rules: PinnedRulebooks) -> [Effect] {
        let fault = Fault(
            .watcherDown, "down from \(away.lowerBound.rfc3339) to \(away.upperBound.rfc3339)")
        var effects: [Effect] = []
        for index in obligations.indices where obligations[index].isOpen {
            let obligation = obligations[index]
            let next = timeline(of: obligation, by: rules)?
                .next(after: obligation.escalation, from: away.lowerBound)
            guard next.map(away.contains) ?? false, !obligation.faults.contains(fault) else {
                continue
            }
            obligations[index].faults.append(fault)
            effects.append(.fault(about: obligation.id.text, fault))
        }
        return effects
    }

    /// Records the insufficient reports, and sends each new shortfall back to the reporting unit.
    mutating func sendBack(
        _ faults: [Fault], on index: Int, at now: Instant, _ rules: PinnedRulebooks
    ) -> [Effect] {
        let known = Set(obligations[index].faults)
        let effects = record(faults, on: index, of: .insufficient)
        let new = faults.filter { !known.contains($0) }
        guard !new.isEmpty else { return effects }
        let obligation = obligations[index]
        let unit = rules.current.units[obligation.owing]
        let people =
            [unit?.duty, unit?.leader].compactMap(\.self)
            .map { rules.current.onDuty($0, at: now) }.first { !$0.isEmpty } ?? []
        return effects
            + people.flatMap { person -> [Effect] in
                guard let reach = rules.current.reaches(of: person, via: nil).first else {
                    return []
                }
                return new.map { fault in
                    .notice(
                        Notice(
                            reason: .insufficient, obligation: obligation.id, steps: [],
                            to: person, via: nil, reach: 0, channel: reach.channel,
                            address: reach.address, dueAt: now, expiresAt: nil,
                            detail: fault.detail, because: .owingUnit))
                }
            }
    }
}
