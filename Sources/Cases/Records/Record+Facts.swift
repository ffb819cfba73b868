import JSON
import Rules

extension Record {
    /// What an incident's record says of what happened, and not of itself.
    var facts: JSONObject {
        JSONObject(
            distinct: body.members.filter {
                !Self.ofRecord.contains($0.key) && !$0.key.hasPrefix("//")
                    && !$0.key.hasPrefix("$")
            })
    }

    private static let ofRecord: Set = ["type", "id", "at", "arrivedAt"]
}
