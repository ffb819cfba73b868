import Rules

/// The stages of reports: for a correction, the stage of the report that it corrects.
///
/// Each is worked out once, so that a long chain of corrections costs no more than its length.
struct ReportStages {
    private var known: [Record.ID: String?] = [:]

    /// Returns the stage of a report; nil if neither the report nor one that it corrects names one.
    mutating func stage(of report: Report, in incident: Case) -> String? {
        if let stage = known[report.record] { return stage }
        guard report.corrects != nil else { return report.stage }
        var chain = [report]
        var seen: Set<Record.ID> = [report.record]
        var stage: String?
        while let other = chain.last?.corrects.flatMap({ incident.report($0) }),
            seen.insert(other.record).inserted
        {
            if let found = known[other.record] {
                stage = found
                break
            }
            chain.append(other)
        }
        for report in chain.reversed() {
            stage = stage ?? report.stage
            known[report.record] = .some(stage)
        }
        return stage
    }
}
