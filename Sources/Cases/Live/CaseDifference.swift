import Rules

/// The difference between a case and its stored state.
package enum CaseDifference: Sendable {
    /// The case was never stored.
    case all
    /// The case was stored as the given one; anything may differ.
    case from(Case)
    /// Nothing but some reports, obligations and faults differs.
    case some(CaseChanges)
}

/// The changes of a case since it was stored, if they are few.
package struct CaseChanges: Sendable {
    /// The changed obligations as they were stored, by place.
    package private(set) var obligations: [Int: Obligation] = [:]
    /// The number of stored obligations; nil if none has changed.
    package private(set) var obligationCount: Int?
    /// The reports that are not stored yet.
    package internal(set) var reports: [Record.ID] = []
    /// The subjects whose faults may differ.
    package internal(set) var faults: [String] = []

    /// Notes that the obligations at some places are about to change, or others to be opened.
    mutating func note(_ places: [Int], of incident: Case) {
        let count = obligationCount ?? incident.obligations.count
        obligationCount = count
        for place in places where place < count && obligations[place] == nil {
            obligations[place] = incident.obligations[place]
        }
    }

    /// Returns the places at which obligations may differ from the stored ones, in order.
    package func places(in incident: Case) -> [Int] {
        guard let obligationCount else { return [] }
        return obligations.keys.sorted() + Array(obligationCount..<incident.obligations.count)
    }

    /// Returns the stored case, from its present state.
    func undone(in incident: Case) -> Case {
        var stored = incident
        if let obligationCount {
            while stored.obligations.count > obligationCount { stored.obligations.removeLast() }
        }
        for (place, obligation) in obligations { stored.obligations[place] = obligation }
        for report in reports { stored.reports.remove(report) }
        // Faults are noted only for new subjects.
        for about in faults { stored.faults[about] = nil }
        return stored
    }
}
