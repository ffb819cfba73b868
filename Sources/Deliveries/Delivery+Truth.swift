package import Cases

extension Delivery {
    /// Returns true when nothing that the delivery says is true any more, as its cases stand.
    package func isOver(in cases: [Incident.ID: Case]) -> Bool {
        switch matter {
        case .incident(let id, let items):
            items.allSatisfy { !$0.isCurrent(in: cases[id]) }
        case .bundle(let bundle):
            // What was muted is told also when it is over.
            bundle.note.isEmpty
                && bundle.parts.allSatisfy { part in
                    part.items.allSatisfy { !$0.isCurrent(in: cases[part.incident]) }
                }
        case .operation, .test: false
        }
    }

    /// Whether the delivery says nothing but that something is over.
    package var isAllOver: Bool {
        guard case .incident(_, let items) = matter else { return false }
        return items.allSatisfy { $0.reason == .met || $0.reason == .waived }
    }

    /// Whether the delivery is about Duebell itself.
    package var isOperational: Bool {
        if case .operation = matter { true } else { false }
    }
}

extension Delivery.Item {
    /// Returns true while the item is true: a reminder of what has been reported meanwhile is not,
    /// nor that something is over that was taken back since.
    package func isCurrent(in incident: Case?) -> Bool {
        guard let obligation else { return true }
        let known = incident?.obligation(obligation)
        switch reason {
        case .undecidable, .nobody: return true
        case .met: return known.map { $0.verdict.map { $0.outcome != .missed } ?? false } ?? true
        case .waived: return known.map { $0.waivedBy != nil } ?? true
        case .missed: return known.map { $0.verdict?.outcome == .missed } ?? true
        case .opened, .approaching, .overdue, .stillOverdue, .catchUp, .exhausted, .insufficient:
            return known?.isOpen ?? false
        }
    }
}
