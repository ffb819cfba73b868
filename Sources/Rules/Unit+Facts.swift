package import JSON

extension Unit {
    /// The values visible to conditions under `unit`.
    package var facts: JSONObject {
        var facts: JSONObject = ["id": .string(id.text), "name": .string(name)]
        if let parent { facts["parent"] = .string(parent.text) }
        if !groups.isEmpty { facts["groups"] = .array(groups.map { .string($0.text) }) }
        return facts
    }
}
