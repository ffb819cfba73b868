package import Cases

extension Delivery {
    /// Returns true if none of the delivery's content is true any longer, according to its cases.
    package func isOver(in cases: [Incident.ID: Case]) -> Bool {
        switch matter {
        case .incident(let id, let items):
            items.allSatisfy { !$0.isCurrent(in: cases[id]) }
        case .combined(let combined):
            // Muted messages are reported even if their incidents are over.
            combined.notes.isEmpty
                && combined.parts.allSatisfy { part in
                    part.items.allSatisfy { !$0.isCurrent(in: cases[part.incident]) }
                }
        case .digest, .operation, .test: false
        }
    }

    /// True for a digest, which says its numbers even if none of its reports can be read.
    var isDigest: Bool {
        if case .digest = matter { true } else { false }
    }

    /// True for a delivery that only reports ends.
    package var isAllOver: Bool {
        guard case .incident(_, let items) = matter else { return false }
        return items.allSatisfy(\.reason.isEnd)
    }
}
