import Rules

/// Opens the form of a channel with its secrets read.
enum WebForms {
    /// Returns the form, and the texts that must not be shown in any reply.
    static func open(
        _ channel: WebhookChannel, secrets: SecretReader
    ) throws(TransportError) -> (any WebForm, hidden: [String]) {
        switch channel.form {
        case .standard:
            return (StandardForm(signers: try signers(channel, secrets)), [])
        case .own(let body):
            return (OwnForm(body: body, signers: try signers(channel, secrets)), [])
        case .chat(let chat):
            var secret: Secret?
            if let setting = channel.secrets.first { secret = try secrets.read(setting) }
            let token = try read(chat.token, as: "token", secrets)
            let place = try read(chat.place, as: "place", secrets)
            let form = chatForm(chat, secret: secret, token: token ?? "", place: place)
            var hidden = [secret?.revealed, token].compactMap(\.self)
            // On ntfy, anybody who knows a topic may read it.
            if let place, let setting = chat.place, !setting.isLiteral { hidden.append(place) }
            return (form, hidden)
        }
    }

    private static func signers(
        _ channel: WebhookChannel, _ secrets: SecretReader
    ) throws(TransportError) -> [WebhookSigner] {
        var signers: [WebhookSigner] = []
        for setting in channel.secrets {
            guard let signer = WebhookSigner(try secrets.read(setting)) else {
                let expected = "whsec_ and the base64 of 24 to 64 bytes"
                throw .settingInvalid(member: "secret", expected: expected)
            }
            signers.append(signer)
        }
        return signers
    }

    /// Returns a value for a header or a body, on one line.
    private static func read(
        _ setting: SecretReference?, as member: String, _ secrets: SecretReader
    ) throws(TransportError) -> String? {
        guard let setting else { return nil }
        let value = try secrets.read(setting).revealed
        guard !value.isEmpty, value.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) else {
            throw .settingInvalid(member: member, expected: "of printable characters")
        }
        return value
    }

    private static func chatForm(
        _ chat: ChatChannel, secret: Secret?, token: String, place: String?
    ) -> any WebForm {
        let (mentions, say) = (chat.mentions, chat.say)
        return switch chat.service {
        case .feishu:
            FeishuForm(secret: secret, keyword: chat.keyword, mentions: mentions, say: say)
        case .dingtalk:
            DingTalkForm(secret: secret, keyword: chat.keyword, mentions: mentions, say: say)
        case .wecom: WeComForm(mentions: mentions, say: say)
        case .slack: SlackForm(mentions: mentions, say: say)
        case .teams: TeamsForm(say: say)
        case .discord: DiscordForm(mentions: mentions, say: say)
        case .mattermost: MattermostForm(mentions: mentions, say: say)
        case .telegram: TelegramForm(chat: place, thread: chat.thread, mentions: mentions, say: say)
        case .ntfy: NtfyForm(topic: place, token: token, say: say)
        case .gotify: GotifyForm(token: token, say: say)
        case .pagerduty: PagerDutyForm(routingKey: token, say: say)
        }
    }
}
