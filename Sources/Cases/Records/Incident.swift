import Calendars
package import JSON
package import Rules

/// What happened, known under one stable id, with its facts as far as they have been told.
///
/// A later record updates the members it names. Which is later is decided by the records' own
/// `at`, else by when they came, so that the order in which records are read changes nothing.
package struct Incident: Hashable, Sendable {
    package typealias ID = Identifier<Incident>

    /// What one record said.
    struct Version: Hashable, Sendable {
        let asOf: Instant
        let facts: JSONObject
        /// The id of the record that said it; nil where several old ones were taken together.
        var record: String?
    }

    /// The facts as they were from a time on.
    struct State {
        let asOf: Instant
        let facts: JSONObject
    }

    package let id: ID
    /// In order of time; of one time, in the order they came.
    private(set) var versions: [Version]
    /// The members of all versions, the latest word on each.
    package private(set) var facts: JSONObject

    init(id: ID, versions: [Version]) {
        self.id = id
        self.versions = versions
        facts = versions.reduce(into: JSONObject()) { $0.update(by: $1.facts) }
    }

    /// The facts as they were after each version, in order of time.
    var states: [JSONObject] { updates.map(\.state) }

    /// Each version with the facts as they were after it, in order of time.
    var updates: [(version: Version, state: JSONObject)] {
        var state = JSONObject()
        return versions.map { version in
            state.update(by: version.facts)
            return (version, state)
        }
    }

    /// The time of what a record said; nil for a record that is not told apart.
    func asOf(record: String) -> Instant? {
        versions.first { $0.record == record }?.asOf
    }

    /// How many versions are told apart; older ones are taken together.
    private static let versionsMax = 64

    /// Takes a further version, if it says anything new; returns the facts as they were after it
    /// and after each later one.
    mutating func take(_ version: Version) -> [State] {
        let isKnown = versions.contains { $0.asOf == version.asOf && $0.facts == version.facts }
        guard !isKnown else { return [] }
        let place = versions.firstIndex { $0.asOf > version.asOf } ?? versions.endIndex
        versions.insert(version, at: place)
        var state = JSONObject()
        var states: [State] = []
        for (index, version) in versions.enumerated() {
            state.update(by: version.facts)
            if index >= place { states.append(State(asOf: version.asOf, facts: state)) }
        }
        facts = state
        if versions.count > Self.versionsMax {
            var oldest = versions[0].facts
            oldest.update(by: versions[1].facts)
            versions[..<2] = [Version(asOf: versions[1].asOf, facts: oldest)]
        }
        return states
    }
}

extension JSONObject {
    /// Takes the members of a later word; of `times`, `labels` and `facts` member by member.
    fileprivate mutating func update(by later: JSONObject) {
        for member in later.members {
            let isNested = ["times", "labels", "facts"].contains(member.key)
            guard isNested, let added = member.value.object, var inner = self[member.key]?.object
            else {
                self[member.key] = member.value
                continue
            }
            for fact in added.members { inner[fact.key] = fact.value }
            self[member.key] = .object(inner)
        }
    }
}

extension Incident {
    package var title: String { facts["title"]?.string ?? "" }

    /// The unit it happened in.
    package var unit: Unit.ID? { facts["unit"]?.string.map { Unit.ID($0) } }

    /// The dated fact an anchor names, for those that are facts.
    package func recordedTime(_ anchor: Anchor) -> RecordedTime {
        RecordedTime(of: anchor, in: facts)
    }
}

extension RecordedTime {
    /// The dated fact an anchor names.
    init(of anchor: Anchor, in facts: JSONObject) {
        switch anchor {
        case .occurred: self.init(facts["occurredAt"] ?? .null)
        case .discovered: self.init(facts["discoveredAt"] ?? .null)
        case .time(let name): self.init(facts["times"]?[name] ?? .null)
        case .opened, .closed, .submitted, .due, .received: self = .absent
        }
    }
}
