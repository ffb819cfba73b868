import Cases
import Deliveries

extension Notice.Reason {
    /// The place of a reason among all, the most pressing first. Ends come last.
    var rank: Int { Self.ranked.firstIndex(of: self) ?? Self.ranked.endIndex }

    private static let ranked: [Notice.Reason] = [
        .implausible, .sighted, .exhausted, .missed, .bypassed, .stillOverdue, .overdue, .catchUp,
        .nobody, .undecidable, .limit, .misnamed, .unmatched, .insufficient, .approaching, .opened,
        .incomplete, .merged, .separated, .waived, .revoked, .met,
    ]

    /// True for a reminder about a deadline; of several about one obligation, only the most
    /// pressing is written out.
    var isReminder: Bool {
        switch self {
        case .exhausted, .stillOverdue, .overdue, .catchUp, .approaching, .opened: true
        case .implausible, .limit, .missed, .nobody, .undecidable, .insufficient, .unmatched,
            .incomplete,
            .misnamed, .bypassed, .sighted, .waived, .revoked, .met, .merged, .separated:
            false
        }
    }
}

extension [Delivery.Item] {
    /// Returns the items with the most pressing first, each obligation's reminders reduced to the
    /// most pressing one, and without repetitions.
    func byUrgency() -> [Delivery.Item] {
        var reminded: Set<Obligation.ID> = []
        var seen: Set<Delivery.Item> = []
        // A notice of what a report lacks says that the report came.
        let incomplete = Set(filter { $0.reason == .incomplete }.compactMap(\.obligation))
        return enumerated().sorted {
            ($0.element.reason.rank, $0.offset) < ($1.element.reason.rank, $1.offset)
        }.map(\.element).filter { item in
            if item.reason == .met, item.obligation.map(incomplete.contains) ?? false {
                return false
            }
            guard let id = item.obligation, item.reason.isReminder else {
                return seen.insert(item).inserted
            }
            return reminded.insert(id).inserted
        }
    }
}
