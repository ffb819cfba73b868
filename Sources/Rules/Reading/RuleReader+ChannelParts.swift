import JSON

/// Reading of the parts common to several kinds of channels.
extension RuleReader {
    /// The keys allowed for channels of every kind.
    static let channelKeys = ["kind", "carries", "rate", "ratePerRecipient"]

    mutating func address(_ value: JSON, at pointer: JSONPointer) -> String? {
        text(
            value, at: pointer, "a bare mail address such as duty@city.example", "address.form",
            where: TextForm.isMailAddress)
    }

    mutating func path(_ fields: Fields, _ key: String) -> String? {
        fields[key].flatMap {
            text($0, at: fields.at(key), "a path without ..", "path.form", where: TextForm.isPath)
        }
    }

    /// Reads a value or its source: `{"$env": NAME}`, `{"$file": PATH}`.
    mutating func setting(
        _ value: JSON, at pointer: JSONPointer, _ form: String, where isGood: (String) -> Bool
    ) -> SecretReference? {
        if case .object = value { return elsewhere(value, at: pointer) }
        let form = "\(form), {\"$env\": NAME} or {\"$file\": PATH}"
        return text(value, at: pointer, form, "setting.form", where: isGood).map { .literal($0) }
    }

    /// Reads the source of a secret; a literal secret is refused, since rulebooks are read by many.
    mutating func secret(_ fields: Fields, _ key: String) -> SecretReference? {
        fields[key].flatMap { secret($0, at: fields.at(key), key: key) }
    }

    mutating func secret(_ value: JSON, at pointer: JSONPointer, key: String) -> SecretReference? {
        guard case .object = value else {
            // The text found is not repeated: it may be the secret.
            note(
                DraftDiagnostic(
                    "secret.literal", at: pointer, "\"\(key)\" written out",
                    accepted: "accepted is {\"$env\": NAME} or {\"$file\": PATH}"))
            return nil
        }
        return elsewhere(value, at: pointer)
    }

    private mutating func elsewhere(_ value: JSON, at pointer: JSONPointer) -> SecretReference? {
        guard let fields = fields(value, at: pointer, keys: ["$env", "$file"]) else { return nil }
        guard fields.object.members.count == 1 else {
            note(
                DraftDiagnostic(
                    "setting.form", at: pointer, "\(fields.object.members.count) members",
                    accepted: "accepted is one, \"$env\" or \"$file\""))
            return nil
        }
        if let name = fields["$env"] {
            let form = "the name of an environment variable"
            let read = text(name, at: fields.at("$env"), form, "setting.form") {
                $0.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "=") }
            }
            if let read { need(variable: read, at: fields.at("$env")) }
            return read.map { .environment($0) }
        }
        return path(fields, "$file").map { .file($0) }
    }
}
