import Calendars
import Deliveries
import Rules

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
