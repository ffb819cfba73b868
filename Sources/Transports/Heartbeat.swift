import Cases
package import Deliveries
import Rules

/// The periodic call to an external address that reports a healthy daemon.
package struct Heartbeat: Sendable {
    private let url: String
    private let line: CurlLine
    private let redaction: Redaction

    init(_ setting: SecretReference, secrets: SecretReader, loop: CurlLoop) throws(TransportError) {
        url = try secrets.read(setting).revealed
        redaction = Redaction(url: url)
        line = CurlLine(before: loop)
    }

    /// Calls the address once and returns the outcome; the caller records it.
    package func beat() async -> Receipt {
        let answer = await line.perform(
            CurlRequest(
                url: url, payload: .post(body: [], headers: ["User-Agent: duebell"], method: .post),
                limits: TransferLimits(whole: .seconds(20))))
        switch answer.outcome {
        case .done where (200..<300).contains(answer.status):
            return .delivered(Receipt.Answer(code: answer.status, text: ""))
        case .failed(_, let text):
            return .deferred(Receipt.Answer(code: 0, text: redaction.apply(to: text)), after: nil)
        default:
            return .deferred(Receipt.Answer(code: answer.status, text: "no answer"), after: nil)
        }
    }
}
