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

    /// True if no text in the value would be shown otherwise than it is.
    fileprivate var isVisible: Bool {
        switch self {
        case .string(let text): !MessageBody.isMisleading(text)
        case .array(let elements): elements.allSatisfy(\.isVisible)
        case .object(let object):
            object.members.allSatisfy {
                !MessageBody.isMisleading($0.key) && $0.value.isVisible
            }
        case .null, .bool, .number: true
        }
    }
}

extension JSONObject {
    /// The object with every text in it as a mail would show it.
    package var visible: JSONObject {
        if JSON.object(self).isVisible { return self }
        var visible = JSONObject()
        for member in members { visible[MessageBody.visible(member.key)] = member.value.visible }
        return visible
    }
}
