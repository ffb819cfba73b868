import FoundationEssentials
import JSON
import Rules

/// The signatures by which two chat services recognise our requests.
///
/// The two swap their inputs: the text one service uses as the key is the text the other signs.
package enum ChatSignature {
    /// Returns the signature for Feishu in base64: time and secret are the key, the signed text is
    /// empty.
    ///
    /// Source: Feishu, "Custom bot usage guide"; the time is in seconds.
    package static func feishu(at seconds: Int64, _ secret: Secret) -> String {
        let key = Array("\(seconds)\n\(secret.revealed)".utf8)
        return Data(SHA256.authentication(of: [], key: key)).base64EncodedString()
    }

    /// Returns the signature for DingTalk in base64, not yet escaped: the secret signs the time and
    /// itself.
    ///
    /// Source: DingTalk, "Custom robot security settings"; the time is in milliseconds.
    package static func dingTalk(at milliseconds: Int64, _ secret: Secret) -> String {
        let signed = Array("\(milliseconds)\n\(secret.revealed)".utf8)
        let code = SHA256.authentication(of: signed, key: Array(secret.revealed.utf8))
        return Data(code).base64EncodedString()
    }
}
