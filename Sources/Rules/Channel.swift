/// A road by which messages leave: a mail server, a web address, a folder.
package struct Channel: Sendable {
    package typealias ID = Identifier<Channel>

    package enum Kind: Sendable {
        case email(EmailChannel)
        case webhook(WebhookChannel)
        case maildir(MaildirChannel)
    }

    /// How many messages may leave in a span of time: a bucket that holds `messages` tokens and is
    /// full again after `per`.
    package struct Rate: Hashable, Sendable {
        /// At least 1.
        package let messages: Int
        /// More than nothing.
        package let per: Duration

        package init(messages: Int, per: Duration) {
            self.messages = messages
            self.per = per
        }
    }

    package let id: ID
    package let kind: Kind
    /// The classifications (密级) of incidents whose title and facts it may carry; nil: any.
    package let carries: [String]?
    /// What the far side takes; nil: as much as comes.
    package let rate: Rate?
    /// What one recipient is told by it; nil: as much as comes.
    package let ratePerRecipient: Rate?

    package init(
        id: ID, kind: Kind, carries: [String]? = nil, rate: Rate? = nil,
        ratePerRecipient: Rate? = nil
    ) {
        self.id = id
        self.kind = kind
        self.carries = carries
        self.rate = rate
        self.ratePerRecipient = ratePerRecipient
    }
}

/// A mail server and who we are to it.
package struct EmailChannel: Sendable {
    package enum TLS: String, Sendable, CaseIterable {
        /// Refuse to send in the clear: STARTTLS, or TLS from the start with `smtps:`.
        case required
        /// Take STARTTLS when it is offered.
        case opportunistic
        /// Never; for a server on this machine.
        case none
    }

    /// What the server is shown of us, beside the user's name.
    package enum Auth: String, Sendable, CaseIterable {
        case password
        /// A token that somebody else renews. Source: Google and Microsoft, SASL XOAUTH2.
        case xoauth2
    }

    /// Where reports of mails that could not be delivered arrive.
    package struct Bounces: Hashable, Sendable {
        /// Relative to the state folder unless absolute.
        package let maildir: String
        /// The envelope sender of each mail, `{id}` standing for the delivery; nil: `from`.
        package let verp: String?

        package init(maildir: String, verp: String? = nil) {
            self.maildir = maildir
            self.verp = verp
        }
    }

    /// `smtp://host:port` or `smtps://host:port`, nothing after the port; tried in this order.
    package let servers: [SecretReference]
    package let tls: TLS
    /// The addr-spec messages come from, also their envelope sender unless `bounces` has one.
    package let from: String
    package let fromName: String?
    package let replyTo: String?
    package let auth: Auth
    package let username: SecretReference?
    package let password: SecretReference?
    /// For XOAUTH2; read anew for each message.
    package let token: SecretReference?
    /// A PEM file of authorities to trust instead of the system's.
    package let authorities: String?
    package let bounces: Bounces?

    package init(
        servers: [SecretReference], tls: TLS, from: String, fromName: String? = nil,
        replyTo: String? = nil, auth: Auth = .password, username: SecretReference? = nil,
        password: SecretReference? = nil, token: SecretReference? = nil, authorities: String? = nil,
        bounces: Bounces? = nil
    ) {
        self.servers = servers
        self.tls = tls
        self.from = from
        self.fromName = fromName
        self.replyTo = replyTo
        self.auth = auth
        self.username = username
        self.password = password
        self.token = token
        self.authorities = authorities
        self.bounces = bounces
    }
}

/// A Maildir on this machine into which each message is written as a file.
package struct MaildirChannel: Sendable {
    /// Relative to the state folder unless absolute; one Maildir below it for each address.
    package let path: String
    /// The addr-spec messages come from.
    package let from: String

    package init(path: String, from: String) {
        self.path = path
        self.from = from
    }
}
