package import Calendars
package import Rules

/// Opens the transport of any channel; all of them share one loop.
package struct TransportFactory: Sendable {
    private let loop: CurlLoop
    private let secrets: SecretReader
    private let stateFolder: String
    private let webhookLimits: TransferLimits
    private let mailLimits: TransferLimits
    private let now: @Sendable () -> Instant

    /// `now` tells the time of an attempt, which webhooks sign.
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

    /// The transport of a channel, its secrets read; nothing is connected yet.
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

    /// What calls the address outside that waits to hear that all is well.
    package func heartbeat(_ heartbeat: Rulebook.Heartbeat) throws(TransportError) -> Heartbeat {
        try Heartbeat(heartbeat.url, secrets: secrets, loop: loop)
    }
}
