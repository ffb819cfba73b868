import JSON

extension RuleReader {
    private static let emailKeys =
        channelKeys + [
            "server", "tls", "from", "fromName", "replyTo", "auth", "username", "password",
            "token", "authorities", "bounces", "to",
        ]

    mutating func email(_ value: JSON, at pointer: JSONPointer) -> EmailChannel? {
        guard let fields = fields(value, at: pointer, keys: Self.emailKeys) else { return nil }
        let servers = servers(fields)
        let tls = word(fields, "tls", EmailChannel.TLS.self)
        let from = required(fields, "from").flatMap { address($0, at: fields.at("from")) }
        let fromName = text(fields, "fromName", "a name")
        let replyTo = fields["replyTo"].flatMap { address($0, at: fields.at("replyTo")) }
        let auth = word(fields, "auth", EmailChannel.Auth.self) ?? .password
        let username = fields["username"].flatMap {
            setting($0, at: fields.at("username"), "a name") { _ in true }
        }
        let password = secret(fields, "password")
        let token = secret(fields, "token")
        checkLogin(fields, auth)
        let authorities = path(fields, "authorities")
        let bounces = fields["bounces"].flatMap { self.bounces($0, at: fields.at("bounces")) }
        let addressing = word(fields, "to", EmailChannel.Addressing.self)
        guard !servers.isEmpty, let from else { return nil }
        return EmailChannel(
            servers: servers, tls: tls ?? .required, from: from, fromName: fromName,
            replyTo: replyTo, auth: auth, username: username, password: password, token: token,
            authorities: authorities, bounces: bounces, addressing: addressing ?? .together)
    }

    /// Reads one server, or several in the order they are tried.
    private mutating func servers(_ fields: Fields) -> [SecretReference] {
        guard let value = required(fields, "server") else { return [] }
        guard case .array = value else {
            return server(value, at: fields.at("server")).map { [$0] } ?? []
        }
        let elements = elements(value, at: fields.at("server"), "servers in order") ?? []
        return elements.enumerated().compactMap { index, element in
            server(element, at: fields.at("server").appending(index))
        }
    }

    private mutating func server(_ value: JSON, at pointer: JSONPointer) -> SecretReference? {
        setting(
            value, at: pointer, "smtp://HOST:PORT or smtps://HOST:PORT",
            where: TextForm.isMailServer)
    }

    /// Checks that a username stands with its password or token, and only with the one `auth` uses.
    private mutating func checkLogin(_ fields: Fields, _ auth: EmailChannel.Auth) {
        let shown = auth == .xoauth2 ? "token" : "password"
        let other = auth == .xoauth2 ? "password" : "token"
        if fields[other] != nil {
            note(
                DraftDiagnostic(
                    "channel.login", at: fields.at(other), "\"\(other)\" with this \"auth\"",
                    accepted: "\"auth\": \"\(auth.rawValue)\" takes \"username\" and \"\(shown)\"",
                    aim: .key))
        }
        let isAsked = auth == .xoauth2 || fields["username"] != nil || fields[shown] != nil
        guard isAsked, fields["username"] == nil || fields[shown] == nil else { return }
        let either = fields["username"] != nil || fields[shown] != nil
        note(
            DraftDiagnostic(
                "channel.login", at: fields.pointer,
                (either ? "one" : "none") + " of \"username\" and \"\(shown)\"",
                accepted: auth == .xoauth2 ? "accepted are both" : "accepted are both or neither"))
    }

    /// Reads `{"maildir": PATH, "verp": "bounce+{id}@city.example"}`.
    private mutating func bounces(
        _ value: JSON, at pointer: JSONPointer
    ) -> EmailChannel.Bounces? {
        guard let fields = fields(value, at: pointer, keys: ["maildir", "verp"]) else {
            return nil
        }
        let maildir = required(fields, "maildir") == nil ? nil : path(fields, "maildir")
        let verp = fields["verp"].flatMap {
            text(
                $0, at: fields.at("verp"), "an address with {id} such as bounce+{id}@city.example",
                "verp.form", where: TextForm.isVerp)
        }
        return maildir.map { EmailChannel.Bounces(maildir: $0, verp: verp) }
    }
}
