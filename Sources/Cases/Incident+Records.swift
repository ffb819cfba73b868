import Calendars
import Rules

extension Incident {
    init(_ record: Record, asOf: Instant) {
        self.init(
            id: record.incident, facts: Self.facts(of: record.body),
            base: Stamp(asOf: asOf, record: record.id.text))
    }

    /// Takes the members of a further record that are the latest word.
    mutating func update(by record: Record, asOf: Instant) {
        let stamp = Stamp(asOf: asOf, record: record.id.text)
        for member in Self.facts(of: record.body).members {
            if Self.nested.contains(member.key), let inner = member.value.object {
                for fact in inner.members {
                    set([member.key, fact.key], to: fact.value, stamp)
                }
            } else {
                set([member.key], to: member.value, stamp)
            }
        }
    }

    /// Objects that are merged member by member.
    private static let nested: Set = ["times", "labels", "facts"]
    /// Members of a record that say something of the record, not of what happened.
    private static let ofRecord: Set = ["type", "id", "at", "arrivedAt"]

    private static func facts(of body: JSONObject) -> JSONObject {
        JSONObject(
            distinct: body.members.filter {
                !ofRecord.contains($0.key) && !$0.key.hasPrefix("//") && !$0.key.hasPrefix("$")
            })
    }
}
