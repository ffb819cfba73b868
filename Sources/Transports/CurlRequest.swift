import Calendars
import Deliveries
import Rules

/// The time limits of a transfer, and the size limit of its reply.
package struct TransferLimits: Hashable, Sendable {
    /// The time to establish the connection; for mail, including STARTTLS and authentication.
    package var connect: Duration
    /// The time between a command to a mail server and its answer; whole seconds, rounded up.
    package var answer: Duration
    /// The time from start to end.
    package var whole: Duration
    /// The time for which an idle connection to a mail server is kept.
    package var idle: Duration
    /// The number of bytes after which a reply is cut off.
    package var replyBytesMax: Int

    package init(
        connect: Duration = .seconds(10), answer: Duration = .seconds(60),
        whole: Duration = .seconds(30), idle: Duration = .seconds(60),
        replyBytesMax: Int = 64 * 1_024
    ) {
        self.connect = connect
        self.answer = answer
        self.whole = whole
        self.idle = idle
        self.replyBytesMax = replyBytesMax
    }

    /// Returns the limits of each of `count` consecutive attempts, so that together they stay
    /// within these.
    func shared(by count: Int) -> TransferLimits {
        var limits = self
        limits.whole = whole / max(count, 1)
        limits.connect = min(connect, limits.whole)
        return limits
    }

    /// The limits of a webhook. A receiver that needs longer should answer first and work
    /// afterwards.
    package static let webhook = TransferLimits()
    /// The limits of a mail. A server may check the content before it answers the end of the
    /// message.
    package static let mail = TransferLimits(connect: .seconds(20), whole: .seconds(120))
}

/// One transfer with all its options for libcurl.
struct CurlRequest: Sendable {
    /// The way to a web server: client certificate, pinned keys, proxy and address check.
    struct Road: Sendable {
        var clientCertificate: String?
        var clientKey: String?
        /// The pinned public keys in libcurl's form, separated by `;`.
        var pinnedKeys: String?
        /// The proxy; empty for none.
        var proxy = ""
        /// The check of addresses before connecting; nil to allow any address.
        var gate: AddressGate?
    }

    enum Payload: Sendable {
        case post(body: [UInt8], headers: [String], method: WebhookChannel.Method)
        case mail(OutgoingMail)
    }

    /// The required use of STARTTLS; `https:` and `smtps:` have TLS in any case.
    enum TLS: Sendable {
        case required
        case opportunistic
        case none
    }

    var url: String
    let payload: Payload
    var tls = TLS.required
    var username: String?
    var password: String?
    /// A token for XOAUTH2, in place of a password.
    var bearer: String?
    /// A PEM file of authorities to trust instead of the system's.
    var authorities: String?
    var road = Road()
    var limits: TransferLimits
}

/// The outcome of a transfer.
struct CurlAnswer: Sendable {
    enum Outcome: Hashable, Sendable {
        case done
        /// libcurl's number and text; contains at most the host and port of the URL.
        case failed(code: Int, text: String)
        /// The name resolved to this address, which the channel may not reach.
        case forbidden(address: String)
        case cancelled
        /// The loop accepts no more work.
        case closed
    }

    var outcome: Outcome
    /// The last status code from the server; 0 if there was none.
    var status = 0
    /// The time requested by `Retry-After`.
    var retryAfter: Duration?
    /// The body of the reply, as far as it was read.
    var body: [UInt8] = []
    /// True if the whole request was sent.
    var isRequestGiven = false
    /// The answers of a mail server.
    var mail = MailAnswers()
}
