import Calendars
import Rules

/// The faults of a unit that reported after others knew.
extension Case {
    /// The faults of an obligation about others who knew before the responsible unit had reported.
    struct Knowing {
        /// Others knew first, and the report came in time.
        var elsewhere: [Fault] = []
        /// Others knew first, and the report came late or never.
        var suspected: [Fault] = []
    }

    /// Returns a fault for each other party (press, police, another unit) that knew before the
    /// responsible unit had reported.
    ///
    /// Knowing first is no sign of concealment while there is still time to report, nor of what was
    /// waived by the deadline.
    func knowing(
        of obligation: Obligation, _ rule: ObligationRule, at now: Instant
    ) -> Knowing {
        // Others are expected to know of a sighting first, and a bulletin has no event to conceal.
        guard obligation.cause == .incident, obligation.occurrence ?? 1 == 1,
            !sightings.isEmpty || !reports.isEmpty
        else { return Knowing() }
        let first = reports.first { isBetween($0, to: $0.to, obligation, rule) }?.submittedAt
        let dueAt = obligation.dueAt.flatMap {
            isLetOff(obligation, from: $0, at: now) ? nil : $0
        }
        let isPast = dueAt.map { now > $0 } ?? false
        guard first != nil || isPast else { return Knowing() }
        let isLate = dueAt.map { dueAt in first.map { $0 > dueAt } ?? true } ?? false
        let others = knew(before: first, obligation, rule)
        guard isLate else { return Knowing(elsewhere: others.map { Fault(.knownElsewhere, $0) }) }
        guard let finding = finding(on: .suspectedConcealment, of: obligation) else {
            return Knowing(suspected: others.map { Fault(.suspectedConcealment, $0) })
        }
        guard finding.isConfirmed else {
            return Knowing(elsewhere: others.map { Fault(.knownElsewhere, $0) })
        }
        let confirmed = knew(before: first, obligation, rule, finding.confirmation)
        return Knowing(suspected: confirmed.map { Fault(.suspectedConcealment, $0) })
    }

    /// Returns who knew before an instant, as details of faults.
    private func knew(
        before first: Instant?, _ obligation: Obligation, _ rule: ObligationRule,
        _ confirmation: FaultDetail.Confirmation? = nil
    ) -> [FaultDetail] {
        func isBefore(_ instant: Instant) -> Bool { first.map { instant < $0 } ?? true }
        let seen = sightings.filter { isBefore($0.seenAt) }.map {
            FaultDetail.knew(source: $0.source, at: $0.seenAt, confirmation)
        }
        let told = reports.filter { report in
            !obligation.isOwed(by: report.from) && !rule.orFrom.contains(report.from)
                && !isOwed(obligation, besideBy: report.from)
                && isBefore(report.submittedAt)
                && report.to.contains(where: obligation.awaiting.contains)
                && report.stage ?? rule.stage == rule.stage
        }.map { FaultDetail.reported($0.from, at: $0.submittedAt, confirmation) }
        return seen + told
    }

    /// Returns the latest finding on a kind of fault of an obligation; nil if nobody decided.
    func finding(on kind: Fault.Kind, of obligation: Obligation) -> Finding? {
        guard !findings.isEmpty else { return nil }
        return findings.about(any: [nil] + obligation.names).last { $0.fault == kind }
    }

    /// Returns true if a rule that obliges each of several units obliges another one as well.
    private func isOwed(_ obligation: Obligation, besideBy unit: Unit.ID) -> Bool {
        obligation.series(owedBy: unit).map { !obligations.places(ofSeries: $0).isEmpty } ?? false
    }
}
