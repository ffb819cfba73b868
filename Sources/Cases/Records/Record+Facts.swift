import JSON
import Rules

extension Record {
    /// The members of an incident's record that describe the incident rather than the record.
    var facts: JSONObject {
        let dollar = UInt8(ascii: "$")
        return JSONObject(
            distinct: body.members.filter { member in
                switch member.key {
                case "type", "id", "at", "arrivedAt": false
                default: !member.key.utf8.starts(with: "//".utf8) && member.key.utf8.first != dollar
                }
            })
    }
}
