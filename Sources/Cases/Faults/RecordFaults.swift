import Calendars
import Rules

/// The faults of records, with the facts from which they follow.
struct RecordFaults {
    /// The faults, by their subjects.
    private(set) var found: [String: Fault] = [:]
    /// The reports that count for nothing, with the reason.
    let mismatches: [Record.ID: Mismatch]
    /// The records with unknown names.
    let misnamed: [FaultSubject: Misnaming]
    /// The units that reports skipped.
    let skipped: [Bypass]

    init(
        _ mismatches: [Record.ID: Mismatch], _ misnamed: [FaultSubject: Misnaming],
        _ skipped: [Bypass]
    ) {
        self.mismatches = mismatches
        self.misnamed = misnamed
        self.skipped = skipped
    }

    /// Adds the fault of a report that counts for nothing or has an impossible time.
    mutating func add(_ report: Report) {
        let subject = FaultSubject(.report, report.record)
        if let mismatch = mismatches[report.record],
            mismatch != .nothing || misnamed[subject] == nil
        {
            found[subject.key] = Fault(.unmatched, .unfit(report.route, mismatch.reason))
        }
        if report.submittedAt > report.arrivedAt + Case.clockSkewMax {
            found[subject.key] = Fault(.implausible, .reportAhead(report.submittedAt))
        }
    }

    /// Adds faults in place of others about the same subjects.
    mutating func add(_ faults: [String: Fault]) {
        found.merge(faults) { _, new in new }
    }

    /// Adds the skipped units and the unknown names, once all other faults were added.
    mutating func addSkippedAndMisnamed() {
        for bypass in skipped {
            let about = FaultSubject(.report, bypass.report).key
            if bypass.place == nil {
                found[about] = bypass.fault
            } else if found[about]?.kind == .unmatched {
                found[about] = nil
            }
        }
        for (subject, misnaming) in misnamed { add(misnaming.detail, about: subject) }
    }

    /// Adds facts about a record to the ones it has already.
    private mutating func add(_ detail: FaultDetail, about subject: FaultSubject) {
        guard let known = found[subject.key] else {
            found[subject.key] = Fault(.unmatched, detail)
            return
        }
        found[subject.key] = Fault(known.kind, .several([known.detail, detail]))
    }
}

extension Mismatch {
    /// The reason as facts of a fault.
    fileprivate var reason: FaultDetail.Unfitness {
        switch self {
        case .nothing: .nothing
        case .stage(let among): .stage(among)
        case .period(let among): .period(among)
        case .early: .early
        }
    }
}
