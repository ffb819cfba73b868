import Rules

/// The subject of a fault that is on no obligation: a record, or a part of the rules.
package enum FaultSubject: Hashable, Sendable {
    /// The type of a record as a subject.
    package enum RecordType: String, Hashable, Sendable, CaseIterable {
        case incident, report, acknowledgement, closure, reopening, retraction, sighting,
            instruction, `extension`, waiver, finding, merge, replan, retry, record
    }

    /// A record by its type and id; an incident by the incident's id.
    case record(RecordType, String)
    /// A rule, an obligation or a series.
    case rules(String)

    package init(_ type: RecordType, _ id: RecordID) {
        self = .record(type, id.text)
    }

    /// Reads the key under which a case keeps the fault.
    package init(_ key: String) {
        let parts = key.split(separator: " ", maxSplits: 1)
        if parts.count == 2, let type = RecordType(rawValue: String(parts[0])) {
            self = .record(type, String(parts[1]))
        } else {
            self = .rules(key)
        }
    }

    /// The key under which a case keeps the fault.
    package var key: String {
        switch self {
        case .record(let type, let id): "\(type.rawValue) \(id)"
        case .rules(let name): name
        }
    }
}
