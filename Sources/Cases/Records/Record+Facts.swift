import JSON
import Rules

extension Record {
    /// The members of an incident's record that describe the incident rather than the record.
    var facts: JSONObject {
        JSONObject(
            distinct: body.members.filter { member in
                switch member.key {
                case "type", "id", "at", "arrivedAt": false
                default: !member.key.hasPrefix("//") && !member.key.hasPrefix("$")
                }
            })
    }
}
