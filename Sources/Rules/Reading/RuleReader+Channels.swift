import JSON

extension RuleReader {
    private enum Kind: String, CaseIterable { case email, webhook, maildir }
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

    /// Reads a rate limit: `{"messages": 20, "per": "1m"}`.
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
}
