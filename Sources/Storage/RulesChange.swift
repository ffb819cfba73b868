package import Calendars
package import JSON
package import Rules

/// A change of the rules in force, as the journal of Duebell itself keeps it.
package struct RulesChange: Hashable, Sendable {
    package let at: Instant
    package let digest: String
    /// The digest of the rules before; nil if there were none.
    package let before: String?
    /// The documents by their names below the rules folder, in order.
    package let added: [String]
    package let changed: [String]
    package let removed: [String]

    /// Compares the documents of a rulebook with those in force before.
    package init(
        at now: Instant, digest: String, documents: [RuleDocument], before: String?,
        previous: [RuleDocument]
    ) {
        self.at = now
        self.digest = digest
        self.before = before
        func bytes(_ documents: [RuleDocument]) -> [String: [UInt8]] {
            Dictionary(documents.map { ($0.name, $0.bytes) }) { first, _ in first }
        }
        let (new, old) = (bytes(documents), bytes(previous))
        added = new.keys.filter { old[$0] == nil }.sorted()
        removed = old.keys.filter { new[$0] == nil }.sorted()
        changed = new.keys.filter { old[$0] != nil && old[$0] != new[$0] }.sorted()
    }

    /// Creates a change from a journal entry; nil for an entry of another kind.
    package init?(coded json: JSON) {
        guard json["type"] == "rules-in-force", let digest = json["digest"]?.string,
            let text = json["at"]?.string, let at = try? Instant(rfc3339: text)
        else { return nil }
        func names(_ key: String) -> [String] {
            (json[key]?.array ?? []).compactMap(\.string)
        }
        self.at = at
        self.digest = digest
        before = json["before"]?.string
        added = names("added")
        changed = names("changed")
        removed = names("removed")
    }

    package var json: JSON {
        func list(_ names: [String]) -> JSON { .array(names.map(JSON.string)) }
        var json: JSONObject = [
            "at": .string(at.rfc3339), "type": "rules-in-force", "digest": .string(digest),
            "added": list(added), "changed": list(changed), "removed": list(removed),
        ]
        json["before"] = before.map(JSON.string)
        return .object(json)
    }
}
