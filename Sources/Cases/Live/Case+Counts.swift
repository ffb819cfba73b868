import Rules

extension Case {
    /// Returns the number of elements of a kind.
    func count(of kind: PartKind) -> Int {
        switch kind {
        case .reports: reports.count
        case .acknowledgements: acknowledgements.count
        case .closures: closures.count
        case .retractions: retractions.count
        case .sightings: sightings.count
        case .instructions: instructions.count
        case .reliefs: reliefs.count
        case .findings: findings.count
        case .obligations: obligations.count
        case .faults: faults.count
        }
    }
}
