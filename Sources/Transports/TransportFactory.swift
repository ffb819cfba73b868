package import Calendars
package import Rules

/// Opens the transport of any channel; all transports share one loop.
package struct TransportFactory: Sendable {
    private let loop: CurlLoop
    private let secrets: SecretReader
    private let stateFolder: String
    private let webhookLimits: TransferLimits
    private let mailLimits: TransferLimits
    private let now: @Sendable () -> Instant

    /// Creates a factory; `now` gives the time of an attempt, which webhooks sign.
    package init(
        loop: CurlLoop, secrets: SecretReader, stateFolder: String,
        webhookLimits: TransferLimits = .webhook, mailLimits: TransferLimits = .mail,
        now: @escaping @Sendable () -> Instant
    ) {
        self.loop = loop
        self.secrets = secrets
        self.stateFolder = stateFolder
        self.webhookLimits = webhookLimits
        self.mailLimits = mailLimits
        self.now = now
    }

    /// Returns the transport of a channel with its secrets read; does not connect yet.
    package func open(_ channel: Channel) throws(TransportError) -> any Transport {
        switch channel.kind {
        case .email(let channel):
            try EmailTransport(channel, secrets: secrets, loop: loop, limits: mailLimits)
        case .webhook(let channel):
            try WebhookTransport(
                channel, secrets: secrets, loop: loop, limits: webhookLimits, now: now)
        case .maildir(let channel):
            try MaildirTransport(channel, stateFolder: stateFolder)
        }
    }

    /// Returns the heartbeat to the rulebook's external address, with the address read.
    package func heartbeat(_ heartbeat: Rulebook.Heartbeat) throws(TransportError) -> Heartbeat {
        try Heartbeat(heartbeat.url, secrets: secrets, loop: loop)
    }
}
