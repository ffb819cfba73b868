/// A channel of a chat or paging service.
package struct ChatChannel: Sendable {
    /// A supported chat or paging service.
    package enum Service: String, Sendable, CaseIterable {
        case feishu, dingtalk, wecom, slack, teams, discord, mattermost, telegram, ntfy, gotify
        case pagerduty
    }

    /// The text of a message shown below its subject.
    package enum Say: String, Sendable, CaseIterable {
        case text
        case short
        /// Markdown, only for services that display it; values from records are escaped.
        case markdown
    }

    package let service: Service
    package let say: Say
    /// The word at the beginning of each text, for services that reject texts without it.
    package let keyword: String?
    /// The users mentioned in each message, by the service's own names; `all` for everybody.
    package let mentions: [String]
    /// The chat or topic for recipients without an address of their own.
    package let place: SecretReference?
    /// The number of the topic within the chat; nil for the whole chat.
    package let thread: Int?
    /// The credential for the service: a token or a routing key.
    package let token: SecretReference?

    package init(
        service: Service, say: Say = .text, keyword: String? = nil, mentions: [String] = [],
        place: SecretReference? = nil, thread: Int? = nil, token: SecretReference? = nil
    ) {
        self.service = service
        self.say = say
        self.keyword = keyword
        self.mentions = mentions
        self.place = place
        self.thread = thread
        self.token = token
    }
}
