import FoundationEssentials
import JSON
import Rules

/// How two services are shown that a request is ours; each swaps what the other does.
package enum ChatSignature {
    /// Feishu, in base64: the key is the time and the secret, and nothing is signed by it.
    ///
    /// Source: Feishu, "Custom bot usage guide"; the time is in seconds.
    package static func feishu(at seconds: Int64, _ secret: Secret) -> String {
        let key = Array("\(seconds)\n\(secret.revealed)".utf8)
        return Data(SHA256.authentication(of: [], key: key)).base64EncodedString()
    }

    /// DingTalk, in base64, which the query still escapes: the secret signs the time and itself.
    ///
    /// Source: DingTalk, "Custom robot security settings"; the time is in milliseconds.
    package static func dingTalk(at milliseconds: Int64, _ secret: Secret) -> String {
        let signed = Array("\(milliseconds)\n\(secret.revealed)".utf8)
        let code = SHA256.authentication(of: signed, key: Array(secret.revealed.utf8))
        return Data(code).base64EncodedString()
    }
}
