import Calendars
package import JSON
package import Rules

/// An incident, known under one stable id, with all facts stated so far.
///
/// A later record updates the members it names. Records are ordered by their own `at`, else by
/// arrival, so that the order of reading changes nothing.
package struct Incident: Hashable, Sendable {
    package typealias ID = Identifier<Incident>

    /// The statement of one record about the incident.
    struct Version: Hashable, Sendable {
        let asOf: Instant
        let facts: JSONObject
        /// The id of the record; nil if several old versions were merged.
        var record: String?
    }

    /// The facts as of one instant.
    struct State {
        let asOf: Instant
        let facts: JSONObject
    }

    package let id: ID
    /// The versions, in order of time; at the same time, in order of arrival.
    private(set) var versions: [Version]
    /// The members of all versions, each with its latest value.
    package private(set) var facts: JSONObject

    init(id: ID, versions: [Version]) {
        self.id = id
        self.versions = versions
        facts = versions.reduce(into: JSONObject()) { $0.update(by: $1.facts) }
    }

    /// The facts after each version, in order of time.
    var states: [JSONObject] { updates.map(\.state) }

    /// Each version with the facts after it, in order of time.
    var updates: [(version: Version, state: JSONObject)] {
        var state = JSONObject()
        return versions.map { version in
            state.update(by: version.facts)
            return (version, state)
        }
    }

    /// Returns the time of a record's statement; nil for a record without a version of its own.
    func asOf(record: String) -> Instant? {
        versions.first { $0.record == record }?.asOf
    }

    /// Adds a version if it contains anything new; returns the facts after it and after each later
    /// version.
    mutating func take(_ version: Version) -> [State] {
        let isKnown = versions.contains { $0.asOf == version.asOf && $0.facts == version.facts }
        guard !isKnown else { return [] }
        let place = versions.lastIndex { $0.asOf <= version.asOf }.map { $0 + 1 } ?? 0
        versions.insert(version, at: place)
        if place == versions.endIndex - 1 {
            facts.update(by: version.facts)
            return [State(asOf: version.asOf, facts: facts)]
        }
        var state = JSONObject()
        var states: [State] = []
        for (index, version) in versions.enumerated() {
            state.update(by: version.facts)
            if index >= place { states.append(State(asOf: version.asOf, facts: state)) }
        }
        facts = state
        return states
    }

    /// Merges neighbours among the first versions, except those at some places; the facts after
    /// each version that is left stay as they were.
    mutating func mergeVersions(before end: Int, except kept: Set<Int>) {
        var merged: [Version] = []
        var isRun = false
        for (index, version) in versions.enumerated() {
            guard index < end, !kept.contains(index) else {
                merged.append(version)
                isRun = false
                continue
            }
            if isRun, let before = merged.last {
                var facts = before.facts
                facts.update(by: version.facts)
                merged[merged.count - 1] = Version(asOf: version.asOf, facts: facts)
            } else {
                merged.append(version)
            }
            isRun = true
        }
        versions = merged
    }
}

extension JSONObject {
    /// Applies the members of a later version; `times`, `labels` and `facts` member by member.
    fileprivate mutating func update(by later: JSONObject) {
        if members.isEmpty {
            self = later
            return
        }
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
    /// Returns the time that an anchor names, for anchors that are facts of the incident.
    package func recordedTime(_ anchor: Anchor) -> RecordedTime {
        RecordedTime(of: anchor, in: facts)
    }
}

extension RecordedTime {
    /// Reads the time that an anchor names from the facts.
    init(of anchor: Anchor, in facts: JSONObject) {
        switch anchor {
        case .occurred: self.init(facts["occurredAt"] ?? .null)
        case .discovered: self.init(facts["discoveredAt"] ?? .null)
        case .time(let name): self.init(facts["times"]?[name] ?? .null)
        case .opened, .closed, .submitted, .latestSubmitted, .due, .received: self = .absent
        }
    }
}
