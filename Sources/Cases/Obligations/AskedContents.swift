import Calendars
import Rules

/// The contents that a rule asks for without demanding them: a report that lacks them counts, and
/// the lack is noted.
extension Case {
    /// Returns a fault for each counting report without a content of `asks`, unless a correction
    /// has all of them.
    func lackingOfAsked(
        _ match: ReportMatch, _ obligation: Obligation, _ rule: ObligationRule
    ) -> [Fault] {
        guard !rule.asks.isEmpty else { return [] }
        return match.counted.compactMap { report in
            let lacking = shortfalls(of: report, rule.asks, "asks", for: obligation)
            guard !lacking.isEmpty else { return nil }
            let isMended = match.corrections(of: report).contains {
                shortfalls(of: $0, rule.asks, "asks", for: obligation).isEmpty
            }
            return isMended ? nil : Fault(.incomplete, .asked(report.record, lacking))
        }
    }

    /// Records the reports that lack contents, and tells the duty of each sender once.
    mutating func askBack(
        _ faults: [Fault], on index: Int, at now: Instant, _ rules: PinnedRulebooks
    ) -> [Effect] {
        let known = Set(obligations[index].faults.compactMap(\.askedReport))
        let effects = record(faults, on: index, of: .incomplete)
        let id = obligations[index].id
        return effects
            + faults.flatMap { fault -> [Effect] in
                guard let record = fault.askedReport, !known.contains(record),
                    let sender = report(record)?.from
                else { return [] }
                let desk = rules.current.units[sender]?.desk ?? []
                return rules.current.notices(
                    .incomplete, to: desk, about: id, at: now,
                    detail: fault.detail, because: .owingUnit)
            }
    }
}

extension Fault {
    /// The report that lacks contents; nil for any other fault.
    fileprivate var askedReport: RecordID? {
        if case .asked(let report, _) = detail { report } else { nil }
    }

    /// The number of contents that a report lacks; 0 for any other fault.
    package var lackingCount: Int {
        if case .asked(_, let lacking) = detail { lacking.count } else { 0 }
    }
}

extension ReportMatch {
    /// Returns the corrections of a report, and the corrections of its corrections.
    fileprivate func corrections(of report: Report) -> [Report] {
        var known: Set<RecordID> = [report.record]
        return corrections.filter { correction in
            guard correction.corrects.map(known.contains) ?? false else { return false }
            known.insert(correction.record)
            return true
        }
    }
}
