import JSON

extension RuleReader {
    private enum Kind: String, CaseIterable { case email, webhook, maildir }
    /// What channels of every kind may have.
    static let channelKeys = ["kind", "carries", "rate", "ratePerRecipient"]

    mutating func channel(_ id: Channel.ID, _ value: JSON, at pointer: JSONPointer) -> Channel? {
        guard let members = members(value, at: pointer) else { return nil }
        let known = Fields(pointer: pointer, object: JSONObject(distinct: members))
        guard required(known, "kind") != nil, let kind = word(known, "kind", Kind.self) else {
            return nil
        }
        let read: Channel.Kind? =
            switch kind {
            case .email: email(value, at: pointer).map { .email($0) }
            case .webhook: webhook(value, at: pointer).map { .webhook($0) }
            case .maildir: maildir(value, at: pointer, name: id.text).map { .maildir($0) }
            }
        let carries = known["carries"].flatMap {
            texts($0, at: known.at("carries"), "a classification such as internal")
        }
        let rate = rate(known, "rate")
        let each = self.rate(known, "ratePerRecipient")
        return read.map {
            Channel(
                id: id, kind: $0, carries: carries, rate: rate ?? $0.usualRate,
                ratePerRecipient: each)
        }
    }

    /// `{"messages": 20, "per": "1m"}`.
    private mutating func rate(_ fields: Fields, _ key: String) -> Channel.Rate? {
        guard let value = fields[key],
            let inner = self.fields(value, at: fields.at(key), keys: ["messages", "per"])
        else { return nil }
        let messages = whole(inner, "messages", 1...1_000_000)
        let per = required(inner, "per").flatMap { exactPeriod($0, at: inner.at("per")) }
        guard let messages, let per else { return nil }
        return Channel.Rate(messages: messages, per: per)
    }

    private mutating func maildir(
        _ value: JSON, at pointer: JSONPointer, name: String
    ) -> MaildirChannel? {
        guard let fields = fields(value, at: pointer, keys: Self.channelKeys + ["path", "from"])
        else {
            return nil
        }
        let path = path(fields, "path")
        let from = required(fields, "from").flatMap { address($0, at: fields.at("from")) }
        return from.map { MaildirChannel(path: path ?? name, from: $0) }
    }

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

    /// A value, or where to find it: `{"$env": NAME}`, `{"$file": PATH}`.
    mutating func setting(
        _ value: JSON, at pointer: JSONPointer, _ form: String, where isGood: (String) -> Bool
    ) -> SecretReference? {
        if case .object = value { return elsewhere(value, at: pointer) }
        let form = "\(form), {\"$env\": NAME} or {\"$file\": PATH}"
        return text(value, at: pointer, form, "setting.form", where: isGood).map { .literal($0) }
    }

    /// A secret: only ever where to find it, since rulebooks are read by many.
    mutating func secret(_ fields: Fields, _ key: String) -> SecretReference? {
        fields[key].flatMap { secret($0, at: fields.at(key), key: key) }
    }

    mutating func secret(_ value: JSON, at pointer: JSONPointer, key: String) -> SecretReference? {
        guard case .object = value else {
            // What was found is not told: it may be the secret.
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
