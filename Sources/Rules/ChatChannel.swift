/// A place in a chat or paging service.
package struct ChatChannel: Sendable {
    package enum Service: String, Sendable, CaseIterable {
        case feishu, dingtalk, wecom, slack, teams, discord, mattermost, telegram, ntfy, gotify
        case pagerduty
    }

    /// Which text of a message is shown below its subject.
    package enum Say: String, Sendable, CaseIterable {
        case text
        case short
        /// Only where the service shows it, and what a record holds in it stays a text.
        case markdown
    }

    package let service: Service
    package let say: Say
    /// What each text begins with, where a service takes only texts that hold it.
    package let keyword: String?
    /// Who is called by each message, in the service's own names; `all` for everybody.
    package let mentions: [String]
    /// The chat or topic for those who have no address of their own.
    package let place: SecretReference?
    /// What lets us in: a token, a routing key.
    package let token: SecretReference?

    package init(
        service: Service, say: Say = .text, keyword: String? = nil, mentions: [String] = [],
        place: SecretReference? = nil, token: SecretReference? = nil
    ) {
        self.service = service
        self.say = say
        self.keyword = keyword
        self.mentions = mentions
        self.place = place
        self.token = token
    }
}
