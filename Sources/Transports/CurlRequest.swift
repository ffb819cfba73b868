import Calendars
import Deliveries
import Rules

/// One transfer with all its options for libcurl.
struct CurlRequest: Sendable {
    /// The way to a web server: client certificate, pinned keys, proxy and address check.
    struct Connection: Sendable {
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
    var connection = Connection()
    var limits: TransferLimits
}
