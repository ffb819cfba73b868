package import JSON

/// A web address that takes messages.
package struct WebhookChannel: Sendable {
    /// How a message is put for the receiver, and what of its replies is a success.
    package enum Form: Sendable {
        /// Standard Webhooks.
        case standard
        /// A body of the rule editor's own.
        case own(OwnBody)
        /// What a chat or paging service asks for.
        case chat(ChatChannel)
    }

    package enum Method: String, Sendable, CaseIterable {
        case post = "POST"
        case put = "PUT"
    }

    /// A further line of each request's head.
    package struct Header: Sendable {
        package let name: String
        package let value: SecretReference

        package init(name: String, value: SecretReference) {
            self.name = name
            self.value = value
        }
    }

    /// An `http` or `https` address.
    package let url: SecretReference
    package let form: Form
    package let method: Method
    /// What requests are signed with, newest first; all sign while one replaces another.
    ///
    /// `whsec_` and base64 of 24 to 64 bytes; for a chat service the one text that it gave out.
    package let secrets: [SecretReference]
    package let headers: [Header]
    package let road: WebRoad

    package init(
        url: SecretReference, form: Form = .standard, method: Method = .post,
        secrets: [SecretReference] = [],
        headers: [Header] = [], road: WebRoad = WebRoad()
    ) {
        self.url = url
        self.form = form
        self.method = method
        self.secrets = secrets
        self.headers = headers
        self.road = road
    }
}

/// How a web address is reached: whom to trust, who we are, and where we may go.
package struct WebRoad: Sendable {
    /// Which addresses may be connected to.
    package enum Reach: Hashable, Sendable {
        /// Those anybody on the Internet may have; this machine itself where the rulebook says so.
        case open
        /// Those of a private network too.
        case all
        /// Public ones, and these ranges.
        case within([NetworkRange])
    }

    /// A PEM file of authorities to trust instead of the system's.
    package let authorities: String?
    /// A PEM file of the certificate we show, and of its key where `clientKey` is nil.
    package let clientCertificate: String?
    package let clientKey: String?
    /// `sha256//BASE64` of the public keys the server may have; empty: any that is vouched for.
    package let pinnedKeys: [String]
    /// Through which to connect; nil: straight, whatever the environment says.
    package let proxy: SecretReference?
    package let reach: Reach

    package init(
        authorities: String? = nil, clientCertificate: String? = nil, clientKey: String? = nil,
        pinnedKeys: [String] = [], proxy: SecretReference? = nil, reach: Reach = .open
    ) {
        self.authorities = authorities
        self.clientCertificate = clientCertificate
        self.clientKey = clientKey
        self.pinnedKeys = pinnedKeys
        self.proxy = proxy
        self.reach = reach
    }
}

extension WebRoad.Reach {
    /// Whether an address may be connected to for a host as the rulebook names it.
    ///
    /// Who writes `localhost` or `127.0.0.1` means this machine; a name elsewhere that leads here
    /// may be somebody else's doing.
    package func admits(_ address: NetworkAddress, host: String) -> Bool {
        if address.isPublic { return true }
        let namesThisMachine =
            host.lowercased() == "localhost" || NetworkAddress(host)?.isLoopback == true
        if address.isLoopback, namesThisMachine { return true }
        switch self {
        case .open: return false
        case .all: return true
        case .within(let ranges): return ranges.contains { $0.contains(address) }
        }
    }
}

/// A body of the rule editor's own, with places for what a message says.
package struct OwnBody: Sendable {
    package enum Encoding: String, Sendable, CaseIterable {
        case json
        /// `application/x-www-form-urlencoded`: the template is an object of texts.
        case form
    }

    /// What a reply must hold to be a success, beside a status of 200 to 299.
    package struct Success: Hashable, Sendable {
        /// The way to a member: `result.code`.
        package let path: [String]
        package let value: JSON

        package init(path: [String], value: JSON) {
            self.path = path
            self.value = value
        }
    }

    package let template: BodyTemplate
    package let encoding: Encoding
    package let success: Success?
    /// How many short messages a text may fill; nil: the text stays whole.
    package let segments: Int?

    package init(
        template: BodyTemplate, encoding: Encoding = .json, success: Success? = nil,
        segments: Int? = nil
    ) {
        self.template = template
        self.encoding = encoding
        self.success = success
        self.segments = segments
    }
}

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
