import Rules

/// The stored faults of a case.
extension Case {
    /// Replaces an obligation's faults of one kind; returns effects for the faults that appeared or
    /// disappeared.
    mutating func record(
        _ faults: [Fault], on index: Int, of kind: Fault.Kind
    ) -> [Effect] {
        let id = obligations[index].id.text
        let stored = obligations[index].faults.filter { $0.kind == kind }
        guard stored != faults else { return [] }
        let before = stored.restated(by: faults)
        obligations[index].faults.removeAll { $0.kind == kind }
        obligations[index].faults += faults
        return before.filter { !faults.contains($0) }.map { .cleared(about: id, $0) }
            + faults.filter { !before.contains($0) }.map { .fault(about: id, $0) }
    }

    /// Stores a fault of a rule and notifies the operators, once.
    mutating func raise(_ fault: Fault, about: String, by rulebook: Rulebook) -> [Effect] {
        guard faults[about]?.restated(by: [fault]) != fault else {
            faults[about] = fault
            return []
        }
        let cleared = settle(about: about)
        faults[about] = fault
        let reason: Notice.Reason =
            switch fault.kind {
            case .undecidable: .undecidable
            case .implausible: .implausible
            default: .nobody
            }
        return cleared + [.fault(about: about, fault)]
            + rulebook.operatorNotices(
                reason, about: nil, dueAt: advancedAt,
                detail: .about(FaultSubject(about), fault.detail))
    }

    /// Clears the fault of a subject, if there is one.
    mutating func settle(about: String) -> [Effect] {
        guard let fault = faults.removeValue(forKey: about) else { return [] }
        return [.cleared(about: about, fault)]
    }
}
