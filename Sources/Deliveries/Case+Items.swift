package import Cases
import Rules

extension Case {
    /// Returns the obligations covered by an item, by number, as far as they still exist.
    package func obligations(of item: Delivery.Item) -> [Obligation] {
        guard let last = item.obligation else { return [] }
        guard let run = item.run else { return [obligation(last)].compactMap(\.self) }
        let name = Obligation.OccurrenceName(last)
        let first = Obligation.OccurrenceName(run.first).number ?? 1
        let numbers = first...max(first, name.number ?? first)
        return obligations.places(ofSeries: name.series).map { obligations[$0] }
            .filter { $0.occurrence.map(numbers.contains) ?? false }
            .sorted { ($0.occurrence ?? 0) < ($1.occurrence ?? 0) }
    }

    /// Returns the obligations for which an item is still true; all of its obligations if there are
    /// none.
    package func currentObligations(of item: Delivery.Item) -> [Obligation] {
        let all = obligations(of: item)
        let current = all.filter { item.isTrue(of: $0) }
        return current.isEmpty ? all : current
    }

    /// Returns an obligation that shows the reporting and awaiting units of an item. If the item's
    /// occurrences no longer exist, returns another one of the series.
    package func example(of item: Delivery.Item) -> Obligation? {
        guard let id = item.obligation else { return nil }
        let series = Obligation.OccurrenceName(id).series
        return obligation(id) ?? obligations.places(ofSeries: series).first.map { obligations[$0] }
    }

    /// Returns the number of obligations for which an item is still true.
    package func count(of item: Delivery.Item) -> Int {
        guard let run = item.run else { return 1 }
        let current = obligations(of: item).count { item.isTrue(of: $0) }
        return current == 0 ? run.count : min(current, run.count)
    }

    /// Returns the obligation ids that represent an item to programs.
    ///
    /// An open item is represented by its latest occurrence, an ended one by each occurrence, at
    /// most `itemsMax` of the latest.
    package func ids(of item: Delivery.Item) -> [Obligation.ID] {
        guard let last = item.obligation else { return [] }
        guard item.run != nil, item.reason.isEnd || item.reason == .missed else { return [last] }
        let over = obligations(of: item).filter { item.isTrue(of: $0) }.map(\.id)
        guard over.isEmpty, let run = item.run else { return over.suffix(Delivery.itemsMax) }
        let name = Obligation.OccurrenceName(last)
        let first = Obligation.OccurrenceName(run.first).number ?? 1
        return (first...max(first, name.number ?? first)).suffix(Delivery.itemsMax).map {
            Obligation.OccurrenceName(series: name.series, number: $0).id
        }
    }
}

extension Delivery {
    /// The maximum number of items written out in a message; of the rest, only the count is given.
    package static let itemsMax = 20
}

extension Delivery.Item {
    /// Returns true while the item is true. A reminder ceases to be true once the report was made,
    /// an end once it was reversed.
    package func isCurrent(in incident: Case?) -> Bool {
        guard let obligation else { return isCurrentMerge(in: incident) }
        let known = incident?.obligations(of: self) ?? []
        if reason == .revoked { return incident?.obligation(obligation) == nil }
        guard known.isEmpty else { return known.contains(where: isTrue) }
        switch reason {
        case .undecidable, .nobody, .implausible, .limit, .met, .waived, .missed, .unmatched,
            .misnamed, .bypassed, .sighted, .merged, .separated:
            return true
        default: return false
        }
    }

    /// Returns false for a notice of a merge that was taken back, or of one that was repeated.
    private func isCurrentMerge(in incident: Case?) -> Bool {
        guard let incident else { return true }
        return switch detail {
        case .merged(let id, _, _): incident.incidents.contains(id)
        case .separated(let id): !incident.incidents.contains(id)
        default: true
        }
    }

    /// Returns true if the item is true for one of its obligations.
    fileprivate func isTrue(of obligation: Obligation) -> Bool {
        switch reason {
        case .undecidable, .nobody, .implausible, .limit, .unmatched, .misnamed, .bypassed,
            .sighted, .merged, .separated:
            true
        case .met: obligation.verdict.map { $0.outcome != .missed } ?? false
        case .waived: obligation.waivedBy != nil
        case .missed: obligation.verdict?.outcome == .missed
        case .revoked: false
        case .insufficient, .incomplete:
            // A late report counts although it lacks what is required of late ones.
            reason == .insufficient && obligation.isOpen
                || obligation.faults.contains { $0.detail == detail }
        case .opened, .approaching, .overdue, .stillOverdue, .catchUp, .exhausted:
            obligation.isOpen
        }
    }
}
