package import JSON

extension JSON {
    /// The value with every text in it as a mail would show it: without invisible and control
    /// characters, which could make a reader see another text; line ends stay.
    package var visible: JSON {
        switch self {
        case .string(let text): .string(MessageBody.visible(text))
        case .array(let elements): .array(elements.map(\.visible))
        case .object(let object): .object(object.visible)
        case .null, .bool, .number: self
        }
    }
}

extension JSONObject {
    /// The object with every text in it as a mail would show it.
    package var visible: JSONObject {
        var visible = JSONObject()
        for member in members { visible[MessageBody.visible(member.key)] = member.value.visible }
        return visible
    }
}
