package import Cases
import Rules

extension Case {
    /// The obligations that an item speaks for, by their numbers, as far as they are still owed.
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

    /// The obligations of which an item is still true; for one to be looked at, whatever it
    /// speaks for.
    package func currentObligations(of item: Delivery.Item) -> [Obligation] {
        let all = obligations(of: item)
        let current = all.filter { item.isTrue(of: $0) }
        return current.isEmpty ? all : current
    }

    /// An obligation that says whose report to whom an item is about: of occurrences that are
    /// owed no longer, another of their series.
    package func example(of item: Delivery.Item) -> Obligation? {
        guard let id = item.obligation else { return nil }
        let series = Obligation.OccurrenceName(id).series
        return obligation(id) ?? obligations.places(ofSeries: series).first.map { obligations[$0] }
    }

    /// The number of obligations of which an item is still true.
    package func count(of item: Delivery.Item) -> Int {
        guard let run = item.run else { return 1 }
        let current = obligations(of: item).count { item.isTrue(of: $0) }
        return current == 0 ? run.count : min(current, run.count)
    }

    /// The ids by which programs know what an item speaks for: of occurrences that it presses
    /// for the latest, of those that are over each, at most the latest of them.
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
    /// The number of items that one message writes; of more it says how many there are.
    package static let itemsMax = 20
}

extension Delivery.Item {
    /// Returns true while the item is true: a reminder of what has been reported meanwhile is
    /// not, nor that something is over that was taken back since.
    package func isCurrent(in incident: Case?) -> Bool {
        guard let obligation else { return true }
        let known = incident?.obligations(of: self) ?? []
        if reason == .revoked { return incident?.obligation(obligation) == nil }
        guard known.isEmpty else { return known.contains(where: isTrue) }
        switch reason {
        case .undecidable, .nobody, .implausible, .met, .waived, .missed: return true
        default: return false
        }
    }

    /// Returns true while the item is true of one of the obligations it speaks for.
    fileprivate func isTrue(of obligation: Obligation) -> Bool {
        switch reason {
        case .undecidable, .nobody, .implausible: true
        case .met: obligation.verdict.map { $0.outcome != .missed } ?? false
        case .waived: obligation.waivedBy != nil
        case .missed: obligation.verdict?.outcome == .missed
        case .revoked: false
        case .opened, .approaching, .overdue, .stillOverdue, .catchUp, .exhausted, .insufficient:
            obligation.isOpen
        }
    }
}
