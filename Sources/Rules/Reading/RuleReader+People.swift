import Calendars
import JSON

extension RuleReader {
    /// Reads `settings`; the zone and the operators are required, since silence is never
    /// acceptable.
    mutating func settings(_ value: JSON, at pointer: JSONPointer) -> Rulebook.Settings? {
        let keys = [
            "zone", "language", "operators", "heartbeat", "classification", "retention",
            "users",
        ]
        guard let fields = fields(value, at: pointer, keys: keys) else { return nil }
        let heartbeat = fields["heartbeat"].flatMap {
            self.heartbeat($0, at: fields.at("heartbeat"))
        }
        let unmarked = fields["classification"].flatMap {
            self.unmarked($0, at: fields.at("classification"))
        }
        let zone = required(fields, "zone").flatMap { self.zone($0, at: fields.at("zone")) }
        let language = word(fields, "language", Language.self)
        let form = "a list of contact:NAME, schedule:NAME or mailto:ADDRESS"
        let operators = required(fields, "operators").flatMap {
            elements($0, at: fields.at("operators"), form)
        }
        let recipients = (operators ?? []).enumerated().compactMap { index, value in
            recipient(value, at: fields.at("operators").appending(index))
        }
        guard let zone else { return nil }
        return Rulebook.Settings(
            zone: zone, language: language ?? .english, operators: recipients,
            heartbeat: heartbeat, unmarked: unmarked,
            retention: fields["retention"].flatMap {
                self.retention($0, at: fields.at("retention"))
            } ?? Rulebook.Retention(),
            users: fields["users"].map { users($0, at: fields.at("users")) } ?? [:])
    }

    /// Reads `{"zhangwei": "contact:zhang-wei"}`: the contact of each system user.
    private mutating func users(
        _ value: JSON, at pointer: JSONPointer
    ) -> [String: Contact.ID] {
        let form = "contact:NAME"
        var users: [String: Contact.ID] = [:]
        for member in members(value, at: pointer) ?? [] {
            let place = pointer.appending(member.key)
            guard let text = text(member.value, at: place, form) else { continue }
            guard text.hasPrefix("contact:") else {
                noteValue(text, "recipient.form", at: place, form)
                continue
            }
            guard case .contact(let id) = recipient(text, at: place, form) else { continue }
            users[member.key] = id
        }
        return users
    }

    /// Reads `{"cases": "400d", "journal": …, "deliveries": …, "done": "forever"}`.
    private mutating func retention(
        _ value: JSON, at pointer: JSONPointer
    ) -> Rulebook.Retention? {
        let parts: [(key: String, path: WritableKeyPath<Rulebook.Retention, Duration?>)] = [
            ("cases", \.cases), ("journal", \.journal), ("deliveries", \.deliveries),
            ("done", \.done),
        ]
        guard let fields = fields(value, at: pointer, keys: parts.map(\.key)) else { return nil }
        var retention = Rulebook.Retention()
        for (key, path) in parts {
            guard let value = fields[key] else { continue }
            if value.string == "forever" {
                retention[keyPath: path] = nil
                continue
            }
            guard let span = exactPeriod(value, at: fields.at(key)) else { continue }
            if span < .seconds(86_400) {
                noteValue(
                    value.string ?? "", "retention.short", at: fields.at(key),
                    "a period of 1d or more, or forever")
            }
            retention[keyPath: path] = span
        }
        return retention
    }

    /// Reads `{"unmarked": "public"}`: the classification of incidents without one.
    private mutating func unmarked(_ value: JSON, at pointer: JSONPointer) -> String? {
        guard let fields = fields(value, at: pointer, keys: ["unmarked"]) else { return nil }
        return requiredText(fields, "unmarked", "a classification such as public")
    }

    /// Reads `{"url": …, "every": "1m", "tolerance": "2m"}`.
    private mutating func heartbeat(
        _ value: JSON, at pointer: JSONPointer
    ) -> Rulebook.Heartbeat? {
        let keys = ["url", "every", "tolerance"]
        guard let fields = fields(value, at: pointer, keys: keys) else { return nil }
        let url = required(fields, "url").flatMap {
            setting(
                $0, at: fields.at("url"), "an http or https address without user or password",
                where: TextForm.isWebAddress)
        }
        let every = fields["every"].flatMap { exactPeriod($0, at: fields.at("every")) }
        let late = fields["tolerance"].flatMap { exactPeriod($0, at: fields.at("tolerance")) }
        return url.map {
            Rulebook.Heartbeat(
                url: $0, every: every ?? .seconds(60), tolerance: late ?? .seconds(120))
        }
    }

    mutating func contact(_ id: Contact.ID, _ value: JSON, at pointer: JSONPointer) -> Contact? {
        let keys = ["name", "title", "phone", "language", "zone", "reach", "outside"]
        guard let fields = fields(value, at: pointer, keys: keys) else { return nil }
        let name = requiredText(fields, "name", "the name of a person or a desk")
        let title = text(fields, "title", "a title")
        let phone = fields["phone"].flatMap { value in
            text(
                value, at: fields.at("phone"), TextForm.phone, "phone.form",
                where: TextForm.isPhone)
        }
        let language = word(fields, "language", Language.self)
        let zone = fields["zone"].flatMap { self.zone($0, at: fields.at("zone")) }
        let ways = required(fields, "reach").flatMap {
            elements($0, at: fields.at("reach"), "a list of at least one contact method")
        }
        let reach = (ways ?? []).enumerated().compactMap { index, value in
            self.reach(value, at: fields.at("reach").appending(index), isFirst: index == 0)
        }
        return Contact(
            id: id, name: name ?? id.text, title: title, phone: phone, language: language,
            zone: zone, reach: reach, isOutside: flag(fields, "outside") ?? false)
    }

    private mutating func reach(
        _ value: JSON, at pointer: JSONPointer, isFirst: Bool
    ) -> Contact.Method? {
        guard let fields = fields(value, at: pointer, keys: ["channel", "address", "after"]) else {
            return nil
        }
        let channel = requiredText(fields, "channel", "the name of a channel")
        if let channel { refer(.channels, channel, at: fields.at("channel")) }
        let address = text(fields, "address", "an address")
        let after = fields["after"].flatMap { exactPeriod($0, at: fields.at("after")) }
        if isFirst, fields["after"] != nil {
            note(
                DraftDiagnostic(
                    "reach.first", at: fields.at("after"), "\"after\" on the first contact method",
                    accepted: "the first is used at once", aim: .key))
        }
        return channel.map {
            Contact.Method(channel: Channel.ID($0), address: address, after: after)
        }
    }

    mutating func flag(_ fields: Fields, _ key: String) -> Bool? {
        guard let value = fields[key] else { return nil }
        if case .bool(let flag) = value { return flag }
        noteKind(value, at: fields.at(key), "true or false")
        return nil
    }
}
