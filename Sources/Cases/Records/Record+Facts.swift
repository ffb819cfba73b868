import JSON
import Rules

extension Record {
    /// The members of an incident's record that describe the incident rather than the record.
    var facts: JSONObject {
        JSONObject(
            distinct: body.members.filter {
                !Self.ofRecord.contains($0.key) && !$0.key.hasPrefix("//")
                    && !$0.key.hasPrefix("$")
            })
    }

    private static let ofRecord: Set = ["type", "id", "at", "arrivedAt"]
}
