package import Cases

extension Delivery {
    /// Returns true when nothing that the delivery says is true any more, as its cases stand.
    package func isOver(in cases: [Incident.ID: Case]) -> Bool {
        switch matter {
        case .incident(let id, let items):
            items.allSatisfy { !$0.isCurrent(in: cases[id]) }
        case .combined(let combined):
            // What was muted is told also when it is over.
            combined.notes.isEmpty
                && combined.parts.allSatisfy { part in
                    part.items.allSatisfy { !$0.isCurrent(in: cases[part.incident]) }
                }
        case .operation, .test: false
        }
    }

    /// True for a delivery that only tells the end of something.
    package var isAllOver: Bool {
        guard case .incident(_, let items) = matter else { return false }
        return items.allSatisfy(\.reason.isEnd)
    }
}
