extension ChatChannel.Service {
    /// The rate limit of services that block excessive senders; nil if no limit is known.
    ///
    /// A token bucket releases its full content at once and then refills, so the bucket is smaller
    /// than the service's limit: no minute and no second exceeds it. Source: Feishu, "Custom bot
    /// usage guide", 5 a second and 100 a minute; DingTalk, "Custom robot access", and WeCom,
    /// "Group robot configuration", 20 a minute.
    package var usualRate: Channel.Rate? {
        switch self {
        case .feishu: Channel.Rate(messages: 3, per: .seconds(2))
        case .dingtalk, .wecom: Channel.Rate(messages: 5, per: .seconds(20))
        case .slack, .teams, .discord, .mattermost, .telegram, .ntfy, .gotify, .pagerduty: nil
        }
    }
}

extension Channel.Kind {
    /// The default rate limit of the channel, for a rulebook that states none.
    var usualRate: Channel.Rate? {
        guard case .webhook(let webhook) = self, case .chat(let chat) = webhook.form else {
            return nil
        }
        return chat.service.usualRate
    }
}
