import Calendars
package import Rules

/// What happened, known under one stable id, with its facts as far as they have been told.
///
/// A later record updates the members it names. Which is later is decided by the records' own
/// `at`, else by when they came, so that the order in which records are read changes nothing.
package struct Incident: Hashable, Sendable {
    package typealias ID = Identifier<Incident>

    /// When a member was said, and by which record.
    struct Stamp: Hashable, Comparable, Sendable {
        let asOf: Instant
        let record: String

        static func < (left: Stamp, right: Stamp) -> Bool {
            (left.asOf, left.record) < (right.asOf, right.record)
        }
    }

    package let id: ID
    /// The members of all its records, the latest word on each.
    package private(set) var facts: JSONObject
    /// The stamp of every member that `stamps` does not name.
    let base: Stamp
    private(set) var stamps: [String: Stamp]

    init(id: ID, facts: JSONObject, base: Stamp, stamps: [String: Stamp] = [:]) {
        self.id = id
        self.facts = facts
        self.base = base
        self.stamps = stamps
    }

    /// Sets a member unless what is known of it was said later.
    mutating func set(_ path: [String], to value: JSON, _ stamp: Stamp) {
        let old = path.count == 1 ? facts[path[0]] : facts[path[0]]?[path[1]]
        let key = path.joined(separator: "/")
        // Equal stamps are two versions of one record: the later to come is its author's last.
        if old != nil, stamp < stamps[key] ?? base { return }
        stamps[key] = stamp == base ? nil : stamp
        if path.count == 1 {
            facts[path[0]] = value
        } else {
            var inner = facts[path[0]]?.object ?? JSONObject()
            inner[path[1]] = value
            facts[path[0]] = .object(inner)
        }
    }

}

extension Incident {
    package var title: String { facts["title"]?.string ?? "" }

    /// The unit it happened in.
    package var unit: Unit.ID? { facts["unit"]?.string.map { Unit.ID($0) } }

    /// The dated fact an anchor names, for those that are facts.
    func moment(_ anchor: Anchor) -> Moment {
        switch anchor {
        case .occurred: Moment(facts["occurredAt"] ?? .null)
        case .discovered: Moment(facts["discoveredAt"] ?? .null)
        case .time(let name): Moment(facts["times"]?[name] ?? .null)
        case .opened, .closed, .submitted, .due, .received: .absent
        }
    }
}
