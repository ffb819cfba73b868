/// A channel by which messages are sent: a mail server, a web address or a Maildir.
package struct Channel: Sendable {
    package typealias ID = Identifier<Channel>

    /// The kind of a channel, with its settings.
    package enum Kind: Sendable {
        case email(EmailChannel)
        case webhook(WebhookChannel)
        case maildir(MaildirChannel)
    }

    /// A rate limit: a token bucket of `messages` tokens that refills completely within `per`.
    package struct Rate: Hashable, Sendable {
        /// The number of messages, at least 1.
        package let messages: Int
        /// The time in which the bucket refills; positive.
        package let per: Duration

        package init(messages: Int, per: Duration) {
            self.messages = messages
            self.per = per
        }
    }

    package let id: ID
    package let kind: Kind
    /// The classifications (密级) of incidents whose title and facts the channel may carry.
    ///
    /// Nil means any.
    package let carries: [String]?
    /// The rate limit of the receiving side; nil means none.
    package let rate: Rate?
    /// The rate limit per recipient; nil means none.
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

/// A mail server and the credentials for it.
package struct EmailChannel: Sendable {
    /// The encryption of the connection to a mail server.
    package enum TLS: String, Sendable, CaseIterable {
        /// Requires encryption: STARTTLS, or TLS from the start with `smtps:`.
        case required
        /// Uses STARTTLS if the server offers it.
        case opportunistic
        /// Never encrypts; for a server on this machine.
        case none
    }

    /// The credential presented to the server, besides the username.
    package enum Auth: String, Sendable, CaseIterable {
        case password
        /// A token renewed by another program. Source: Google and Microsoft, SASL XOAUTH2.
        case xoauth2
    }

    /// The destination of bounces, the reports of mails that could not be delivered.
    package struct Bounces: Hashable, Sendable {
        /// The path of the Maildir, relative to the state folder unless absolute.
        package let maildir: String
        /// The envelope sender of each mail, with `{id}` replaced by the delivery's id; nil means
        /// `from`.
        package let verp: String?

        package init(maildir: String, verp: String? = nil) {
            self.maildir = maildir
            self.verp = verp
        }
    }

    /// The people named in the `To:` line of one mail.
    package enum Addressing: String, Sendable, CaseIterable {
        /// All those inside; each person outside gets a mail of their own.
        case together
        /// Each person alone.
        case each
    }

    /// The servers in the order they are tried, as `smtp://host:port` or `smtps://host:port`.
    package let servers: [SecretReference]
    package let tls: TLS
    /// The sender's addr-spec, also the envelope sender unless `bounces` has one.
    package let from: String
    package let fromName: String?
    package let replyTo: String?
    package let auth: Auth
    package let username: SecretReference?
    package let password: SecretReference?
    /// The token for XOAUTH2, read again for each message.
    package let token: SecretReference?
    /// A PEM file of certificate authorities to trust instead of the system's.
    package let authorities: String?
    package let bounces: Bounces?
    package let addressing: Addressing

    package init(
        servers: [SecretReference], tls: TLS, from: String, fromName: String? = nil,
        replyTo: String? = nil, auth: Auth = .password, username: SecretReference? = nil,
        password: SecretReference? = nil, token: SecretReference? = nil, authorities: String? = nil,
        bounces: Bounces? = nil, addressing: Addressing = .together
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
        self.addressing = addressing
    }
}

/// A folder of Maildirs on this machine; each message is written as a file.
package struct MaildirChannel: Sendable {
    /// The path, relative to the state folder unless absolute; each address has its own Maildir
    /// below it.
    package let path: String
    /// The sender's addr-spec.
    package let from: String

    package init(path: String, from: String) {
        self.path = path
        self.from = from
    }
}
