import FoundationEssentials
import JSON
import Rules

/// Signs requests so that a receiver can verify their origin.
///
/// Source: Standard Webhooks, symmetric signatures `v1`.
package struct WebhookSigner: Sendable {
    private let key: [UInt8]

    /// Creates a signer from a secret in base64, padded or not, of 24 to 64 bytes; nil for any
    /// other.
    ///
    /// The secret may begin with `whsec_`.
    package init?(_ secret: Secret) {
        var text = secret.revealed
        if text.hasPrefix("whsec_") { text.removeFirst(6) }
        while text.hasSuffix("=") { text.removeLast() }
        text += String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        guard let data = Data(base64Encoded: text), (24...64).contains(data.count) else {
            return nil
        }
        key = Array(data)
    }

    /// Returns the value of `webhook-signature` for one attempt.
    package func signature(id: String, timestamp: Int64, body: [UInt8]) -> String {
        let signed = Array("\(id).\(timestamp).".utf8) + body
        let code = SHA256.authentication(of: signed, key: key)
        return "v1," + Data(code).base64EncodedString()
    }
}
