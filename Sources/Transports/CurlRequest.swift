import Calendars
import Deliveries
import Rules

/// How long a transfer may take, and how much of a reply is read.
package struct TransferLimits: Hashable, Sendable {
    /// Until the connection stands; for mail this includes STARTTLS and authentication.
    package var connect: Duration
    /// Between a command to a mail server and its answer; whole seconds, rounded up.
    package var answer: Duration
    /// From start to end.
    package var whole: Duration
    /// How long a connection to a mail server is kept that carries nothing.
    package var idle: Duration
    /// A reply is cut off after so many bytes.
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

    /// What each of so many attempts after one another may take, so that all take no more.
    func shared(by count: Int) -> TransferLimits {
        var limits = self
        limits.whole = whole / max(count, 1)
        limits.connect = min(connect, limits.whole)
        return limits
    }

    /// A receiver that needs longer should answer first and work afterwards.
    package static let webhook = TransferLimits()
    /// A mail server may check the content before it answers the end of the message.
    package static let mail = TransferLimits(connect: .seconds(20), whole: .seconds(120))
}

/// One transfer, with all that libcurl is told about it.
struct CurlRequest: Sendable {
    /// How a web server is reached.
    struct Road: Sendable {
        var clientCertificate: String?
        var clientKey: String?
        /// As libcurl has them, with `;` between.
        var pinnedKeys: String?
        /// Empty: none.
        var proxy = ""
        /// Nil: any address will do.
        var gate: AddressGate?
    }

    enum Payload: Sendable {
        case post(body: [UInt8], headers: [String], method: WebhookChannel.Method)
        case mail(OutgoingMail)
    }

    /// What is asked of STARTTLS; `https:` and `smtps:` have TLS in any case.
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

/// What came of a transfer.
struct CurlAnswer: Sendable {
    enum Outcome: Hashable, Sendable {
        case done
        /// libcurl's number and words; never holds more of the URL than its host and port.
        case failed(code: Int, text: String)
        /// The name led to this address, which the channel may not reach.
        case forbidden(address: String)
        case cancelled
        /// The loop takes no more work.
        case closed
    }

    var outcome: Outcome
    /// The last code the server sent; 0 where it sent none.
    var status = 0
    /// What `Retry-After` asked for.
    var retryAfter: Duration?
    /// The reply's body, as far as it was read.
    var body: [UInt8] = []
    /// Whether the whole request went out.
    var isRequestGiven = false
    /// What a mail server said.
    var mail = MailAnswers()
}
