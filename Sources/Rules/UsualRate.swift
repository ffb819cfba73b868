extension ChatChannel.Service {
    /// How much it takes, where it shuts out who sends more; nil: nothing is known of that.
    ///
    /// A bucket gives what it holds at once and then fills, so it is smaller than the limit:
    /// in no minute, and no second, more than that leaves. Source: Feishu, "Custom bot usage
    /// guide", 5 a second and 100 a minute; DingTalk, "Custom robot access", and WeCom, "Group
    /// robot configuration", 20 a minute.
    package var usualRate: Channel.Rate? {
        switch self {
        case .feishu: Channel.Rate(messages: 3, per: .seconds(2))
        case .dingtalk, .wecom: Channel.Rate(messages: 5, per: .seconds(20))
        case .slack, .teams, .discord, .mattermost, .telegram, .ntfy, .gotify, .pagerduty: nil
        }
    }
}

extension Channel.Kind {
    /// How much it takes, unless somebody wrote how much.
    var usualRate: Channel.Rate? {
        guard case .webhook(let webhook) = self, case .chat(let chat) = webhook.form else {
            return nil
        }
        return chat.service.usualRate
    }
}
