import JSON

extension RuleReader {
    private static let webhookKeys =
        channelKeys + [
            "url", "format", "method", "secret", "headers", "body", "encoding", "success",
            "segments", "say", "keyword", "mentions", "chat", "thread", "topic", "token",
            "routingKey",
            "authorities", "clientCertificate", "clientKey", "pinnedKey", "proxy", "allowPrivate",
        ]
    /// The keys specific to some formats, by format.
    private static let formatKeys: [String: [String]] = [
        "standard": ["method", "secret", "body", "encoding", "success"],
        "sms": ["method", "secret", "body", "encoding", "success", "segments"],
        "feishu": ["say", "secret", "keyword", "mentions"],
        "dingtalk": ["say", "secret", "keyword", "mentions"],
        "wecom": ["say", "mentions"], "slack": ["say", "mentions"],
        "discord": ["say", "mentions"], "mattermost": ["say", "mentions"], "teams": ["say"],
        "telegram": ["say", "chat", "thread", "mentions"], "ntfy": ["say", "topic", "token"],
        "gotify": ["say", "token"], "pagerduty": ["say", "routingKey"],
    ]
    /// The services that show Markdown in which values from records can be escaped.
    private static let markdownServices: [ChatChannel.Service] = [
        .dingtalk, .wecom, .teams, .discord, .mattermost,
    ]
    private static let requiredKeys = [
        "sms": ["body"], "gotify": ["token"], "pagerduty": ["routingKey"],
    ]
    private static let formats =
        ["standard"] + ChatChannel.Service.allCases.map(\.rawValue) + ["lark", "sms"]

    mutating func webhook(_ value: JSON, at pointer: JSONPointer) -> WebhookChannel? {
        guard let fields = fields(value, at: pointer, keys: Self.webhookKeys) else { return nil }
        let url = required(fields, "url").flatMap {
            setting(
                $0, at: fields.at("url"), "an http or https address without user or password",
                where: TextForm.isWebAddress)
        }
        let format = self.format(fields)
        if let format { checkKeys(of: fields, for: format) }
        let form = self.form(fields, format ?? "standard")
        let method = word(fields, "method", WebhookChannel.Method.self)
        let secrets = self.secrets(
            fields, mayBeMany: format.map { ["standard", "sms"].contains($0) } ?? true)
        let headers = self.headers(fields)
        let connection = self.connection(fields)
        if case .literal(let text) = url {
            warnOfPrivate(text, connection.reach, at: fields.at("url"))
        }
        guard let url, let form else { return nil }
        return WebhookChannel(
            url: url, form: form, method: method ?? .post, secrets: secrets, headers: headers,
            connection: connection)
    }

    /// Reads the name of the format; nil, with a diagnostic, if it is unknown.
    private mutating func format(_ fields: Fields) -> String? {
        let accepted = Self.formats.joined(separator: " ")
        guard fields["format"] != nil else { return "standard" }
        guard let format = text(fields, "format", accepted) else { return nil }
        guard Self.formats.contains(format) else {
            noteValue(
                format, "value.word", at: fields.at("format"), accepted,
                nearest: nearestName(to: format, among: Self.formats))
            return nil
        }
        return format == "lark" ? "feishu" : format
    }

    private mutating func checkKeys(of fields: Fields, for format: String) {
        let special = Set(Self.formatKeys.values.joined())
        let own = Self.formatKeys[format] ?? []
        for key in fields.object.members.map(\.key) where special.contains(key) {
            guard !own.contains(key) else { continue }
            let others = Self.formatKeys.filter { $0.value.contains(key) }.keys.sorted()
            note(
                DraftDiagnostic(
                    "key.format", at: fields.at(key), "\"\(key)\" for the format \(format)",
                    accepted: "it is a key of \(others.joined(separator: " "))", aim: .key))
        }
        for key in Self.requiredKeys[format] ?? [] { _ = required(fields, key) }
    }

    private mutating func form(_ fields: Fields, _ format: String) -> WebhookChannel.Form? {
        if let service = ChatChannel.Service(rawValue: format) {
            return .chat(chat(service, fields))
        }
        let encoding = word(fields, "encoding", OwnBody.Encoding.self)
        let success = fields["success"].flatMap { self.success($0, at: fields.at("success")) }
        let segments = fields["segments"] == nil ? nil : whole(fields, "segments", 1...10)
        guard let body = fields["body"] else {
            for key in ["encoding", "success"] where fields[key] != nil {
                note(
                    DraftDiagnostic(
                        "key.missing", at: fields.pointer, "\"\(key)\" but no \"body\"",
                        accepted: "it applies to a custom body"))
            }
            return format == "standard" ? .standard : nil
        }
        if encoding == .form { checkForm(body, at: fields.at("body")) }
        do throws(RuleErrors) {
            let template = try BodyTemplate(body, at: fields.at("body"))
            let limit = format == "sms" ? segments ?? 3 : nil
            return .own(
                OwnBody(
                    template: template, encoding: encoding ?? .json, success: success,
                    segments: limit))
        } catch {
            for diagnostic in error.all { note(diagnostic) }
            return nil
        }
    }

    /// Checks that the fields of a form are texts or numbers, without nesting.
    private mutating func checkForm(_ body: JSON, at pointer: JSONPointer) {
        guard let members = members(body, at: pointer) else { return }
        for member in members where member.value.array != nil || member.value.object != nil {
            noteKind(member.value, at: pointer.appending(member.key), "a text or a number")
        }
    }

    /// Reads `{"at": "result.code", "is": 0}`.
    private mutating func success(
        _ value: JSON, at pointer: JSONPointer
    ) -> OwnBody.Success? {
        guard let fields = fields(value, at: pointer, keys: ["at", "is"]) else { return nil }
        let path = requiredText(fields, "at", "a way to a member of the reply such as result.code")
        let expected = required(fields, "is")
        guard let path, let expected else { return nil }
        return OwnBody.Success(path: path.split(separator: ".").map(String.init), value: expected)
    }

    private mutating func chat(_ service: ChatChannel.Service, _ fields: Fields) -> ChatChannel {
        let place = ["chat", "topic"].first { fields[$0] != nil }.flatMap { key in
            fields[key].flatMap {
                setting($0, at: fields.at(key), "its name or number") { _ in true }
            }
        }
        return ChatChannel(
            service: service, say: say(fields, service),
            keyword: text(fields, "keyword", "the word the service asks for"),
            mentions: mentions(fields), place: place, thread: thread(fields, service),
            token: secret(fields, service == .pagerduty ? "routingKey" : "token"))
    }

    /// Reads the topic of a chat; it is a topic of `chat`, which must then stand there.
    private mutating func thread(_ fields: Fields, _ service: ChatChannel.Service) -> Int? {
        guard service == .telegram, fields["thread"] != nil else { return nil }
        if fields["chat"] == nil {
            note(
                DraftDiagnostic(
                    "key.missing", at: fields.pointer, "\"thread\" but no \"chat\"",
                    accepted: "a topic is one of its chat; an address in reach is CHAT/TOPIC"))
        }
        return whole(fields, "thread", 1...2_147_483_647)
    }

    private mutating func say(
        _ fields: Fields, _ service: ChatChannel.Service
    ) -> ChatChannel.Say {
        let say = word(fields, "say", ChatChannel.Say.self) ?? .text
        guard say == .markdown else { return say }
        if !Self.markdownServices.contains(service) {
            let others = Self.markdownServices.map(\.rawValue).joined(separator: " ")
            note(
                DraftDiagnostic(
                    "say.markdown", at: fields.at("say"),
                    "\"markdown\" for the format \(service.rawValue)",
                    accepted: "accepted are text short; Markdown is for \(others)"))
        } else if service == .wecom, fields["mentions"] != nil {
            note(
                DraftDiagnostic(
                    "say.markdown", at: fields.at("say"), "\"markdown\" with \"mentions\"",
                    accepted: "accepted are text short: WeCom calls people in plain texts only"))
        }
        return say
    }

    private mutating func mentions(_ fields: Fields) -> [String] {
        let form = "a user's name or number at the service, or all"
        guard let value = fields["mentions"],
            let elements = elements(value, at: fields.at("mentions"), "names such as all")
        else { return [] }
        return elements.enumerated().compactMap { index, element in
            text(
                element, at: fields.at("mentions").appending(index), form, "mention.form",
                where: TextForm.isMention)
        }
    }

    /// Reads one secret, or several during a rotation.
    private mutating func secrets(_ fields: Fields, mayBeMany: Bool) -> [SecretReference] {
        guard case .array(let elements) = fields["secret"] else {
            return secret(fields, "secret").map { [$0] } ?? []
        }
        guard mayBeMany else {
            noteKind(.array([]), at: fields.at("secret"), "{\"$env\": NAME} or {\"$file\": PATH}")
            return []
        }
        guard !elements.isEmpty else {
            _ = self.elements(.array([]), at: fields.at("secret"), "secrets, newest first")
            return []
        }
        return elements.enumerated().compactMap { index, element in
            secret(element, at: fields.at("secret").appending(index), key: "secret")
        }
    }

    /// The HTTP headers a rulebook must not set.
    private static let ownHeaders = [
        "host", "content-length", "content-type", "transfer-encoding", "connection", "expect",
        "user-agent", "webhook-id", "webhook-timestamp", "webhook-signature", "te", "trailer",
        "upgrade", "proxy-authorization", "proxy-connection",
    ]

    private mutating func headers(_ fields: Fields) -> [WebhookChannel.Header] {
        guard let value = fields["headers"], let members = members(value, at: fields.at("headers"))
        else { return [] }
        return members.compactMap { member in
            let place = fields.at("headers").appending(member.key)
            guard TextForm.isHeaderName(member.key),
                !Self.ownHeaders.contains(member.key.lowercased())
            else {
                note(
                    DraftDiagnostic(
                        "header.name", at: place, "\"\(member.key.prefix(80))\"",
                        accepted: "accepted are names of letters, digits and -, but none that "
                            + "Duebell sets itself", aim: .key))
                return nil
            }
            let form = "a text of printable characters"
            return setting(member.value, at: place, form, where: TextForm.isHeaderValue)
                .map { WebhookChannel.Header(name: member.key, value: $0) }
        }
    }
}

// MARK: Connection settings

extension RuleReader {
    private mutating func connection(_ fields: Fields) -> WebConnection {
        let certificate = path(fields, "clientCertificate")
        let key = keyFile(fields)
        if fields["clientKey"] != nil, fields["clientCertificate"] == nil {
            note(
                DraftDiagnostic(
                    "key.missing", at: fields.pointer, "\"clientKey\" but no \"clientCertificate\"",
                    accepted: "a key is shown with its certificate"))
        }
        let proxy = fields["proxy"].flatMap {
            setting(
                $0, at: fields.at("proxy"),
                "a proxy such as http://HOST:PORT or socks5h://HOST:PORT",
                where: TextForm.isProxy)
        }
        return WebConnection(
            authorities: path(fields, "authorities"), clientCertificate: certificate,
            clientKey: key, pinnedKeys: pins(fields), proxy: proxy, reach: reach(fields))
    }

    /// Reads the path of a key file, also in the form of a secret file.
    private mutating func keyFile(_ fields: Fields) -> String? {
        guard let value = fields["clientKey"], case .object = value else {
            return path(fields, "clientKey")
        }
        switch secret(fields, "clientKey") {
        case .file(let path): return path
        case .environment, .literal:
            note(
                DraftDiagnostic(
                    "setting.form", at: fields.at("clientKey"), "a variable",
                    accepted: "accepted is a path or {\"$file\": PATH}"))
            return nil
        case nil: return nil
        }
    }

    private mutating func pins(_ fields: Fields) -> [String] {
        guard let value = fields["pinnedKey"] else { return [] }
        let form = "sha256// and the base64 of a public key's 32 bytes"
        guard case .array = value else {
            return text(
                value, at: fields.at("pinnedKey"), form, "pin.form", where: TextForm.isPin
            ).map { [$0] } ?? []
        }
        let elements = elements(value, at: fields.at("pinnedKey"), form) ?? []
        return elements.enumerated().compactMap { index, element in
            text(
                element, at: fields.at("pinnedKey").appending(index), form, "pin.form",
                where: TextForm.isPin)
        }
    }

    /// Reads `true` or a list of networks.
    private mutating func reach(_ fields: Fields) -> WebConnection.AllowedAddresses {
        let form = "true or networks such as [\"10.0.0.0/8\"]"
        switch fields["allowPrivate"] {
        case nil, .bool(false): return .open
        case .bool(true): return .all
        case .array(let values):
            guard !values.isEmpty else { return .open }
            return .within(
                values.enumerated().compactMap { index, value in
                    let place = fields.at("allowPrivate").appending(index)
                    return text(value, at: place, "a network such as 10.0.0.0/8", "network.form") {
                        NetworkRange($0) != nil
                    }.flatMap { NetworkRange($0) }
                })
        case let value?:
            noteKind(value, at: fields.at("allowPrivate"), form)
            return .open
        }
    }

    /// Warns of an address to which every connection would be refused.
    private mutating func warnOfPrivate(
        _ url: String, _ reach: WebConnection.AllowedAddresses, at pointer: JSONPointer
    ) {
        guard let host = TextForm.host(of: url), let address = NetworkAddress(host),
            !reach.admits(address, host: host)
        else { return }
        note(
            DraftDiagnostic(
                "url.private", at: pointer, "an address of a private network, \(address)",
                accepted: "to allow it, write \"allowPrivate\": [\"\(address)\"] or true",
                severity: .warning))
    }
}
