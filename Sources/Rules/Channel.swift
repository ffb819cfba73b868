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

    /// `smtp://host:port` or `smtps://host:port`, with nothing after the port.
    package let server: Setting
    package let tls: TLS
    /// The addr-spec messages come from, also their envelope sender.
    package let from: String
    package let fromName: String?
    package let replyTo: String?
    package let username: Setting?
    package let password: Setting?
    /// A PEM file of authorities to trust instead of the system's.
    package let authorities: String?

    package init(
        server: Setting, tls: TLS, from: String, fromName: String? = nil, replyTo: String? = nil,
        username: Setting? = nil, password: Setting? = nil, authorities: String? = nil
    ) {
        self.server = server
        self.tls = tls
        self.from = from
        self.fromName = fromName
        self.replyTo = replyTo
        self.username = username
        self.password = password
        self.authorities = authorities
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
