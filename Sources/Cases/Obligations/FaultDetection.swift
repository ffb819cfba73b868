import Calendars
import Rules

/// The faults other than lateness, derived from the times in all records.
extension Case {
    /// Returns a fault for each retracted report that would count for the obligation.
    func wrong(_ match: ReportMatch) -> [Fault] {
        match.retracted.flatMap { report in
            retractions.about(report.text).map { retraction in
                Fault(.wrong, .retracted(report, why: retraction.why))
            }
        }
    }

    /// Returns a fault if the report was late and lacks a content required of late reports. The
    /// report counts all the same, and a later report can supply the content.
    func lackingWhenLate(_ obligation: Obligation, _ rule: ObligationRule) -> [Fault] {
        guard case .late = obligation.verdict?.outcome,
            let report = obligation.verdict?.report.flatMap({ report($0) }),
            case let lacking = shortfalls(
                of: report, rule.acceptsLate, "acceptsLate", for: obligation),
            !lacking.isEmpty
        else { return [] }
        var stages = ReportStages()
        let isMended =
            obligation.occurrence == nil
            && reports.contains { other in
                !isRetracted(other)
                    && other.submittedAt >= report.submittedAt
                    && isAddressed(
                        other, stages.stage(of: other, in: self), to: other.to, obligation, rule)
                    && shortfalls(of: other, rule.acceptsLate, "acceptsLate", for: obligation)
                        .isEmpty
            }
        guard !isMended else { return [] }
        return [Fault(.insufficient, .insufficient(report.record, lacking, isLate: true))]
    }

    /// Returns a fault if the report was made before the earliest permitted time.
    func premature(
        _ obligation: Obligation, _ rule: ObligationRule, by rules: PinnedRulebooks
    ) -> [Fault] {
        guard let floor = rule.notBefore,
            let report = obligation.firstReport.flatMap({ report($0) })
        else { return [] }
        let own = seen(for: obligation).calculator(for: obligation, by: rules)
        switch own.deadline(of: floor) {
        case .success(let from) where report.submittedAt >= from: return []
        case .success(let from):
            return [Fault(.premature, .premature(report.record, before: from))]
        case .failure(let open):
            return [Fault(.premature, .prematureBefore(report.record, open))]
        }
    }

    /// Returns a fault if the report was made on time but its record arrived after the deadline.
    func feedLate(_ obligation: Obligation) -> [Fault] {
        guard let verdict = obligation.verdict, verdict.outcome == .onTime,
            let report = verdict.report.flatMap({ report($0) }), let dueAt = obligation.dueAt,
            report.arrivedAt > dueAt
        else { return [] }
        return [Fault(.feedLate, .recordLate(report.record, by: report.arrivedAt - dueAt))]
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
            .watcherDown, .watcherDown(from: away.lowerBound, until: away.upperBound))
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
        let known = Set(obligations[index].faults.restated(by: faults))
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
