extension JSON {
    /// The places of all texts with the character U+0000, which some stores cannot keep.
    ///
    /// A key with U+0000 cannot be pointed at, so its object is.
    package var nulls: [JSONPointer] {
        var path: [String] = []
        var pointers: [JSONPointer] = []
        func look(_ json: JSON) {
            if let text = json.string, text.utf8.contains(0) { pointers.append(JSONPointer(path)) }
            for (index, element) in (json.array ?? []).enumerated() { look(element, String(index)) }
            for member in json.object?.members ?? [] {
                if member.key.utf8.contains(0) { pointers.append(JSONPointer(path)) }
                look(member.value, member.key)
            }
        }
        func look(_ json: JSON, _ token: String) {
            path.append(token)
            look(json)
            path.removeLast()
        }
        look(self)
        return pointers
    }
}
