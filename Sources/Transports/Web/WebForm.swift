import Calendars
import Cases
import Deliveries
import JSON
import Messages
import Rules

/// The requests for one kind of receiver, and the meaning of its replies.
protocol WebForm: Sendable {
    /// Returns the requests that carry a message to one addressee; at least one, each safe to
    /// repeat.
    func posts(
        _ message: Message, to addressee: Message.Addressee, at now: Instant
    ) throws(Unsendable) -> [WebPost]

    /// Returns the meaning of a reply with any status.
    func verdict(on reply: WebReply) -> WebVerdict
}

extension JSON {
    /// A duration in seconds, whole or fractional; nil unless from 0 to 86,400.
    var seconds: Duration? {
        guard case .number(let number) = self, (0...86_400).contains(number.double) else {
            return nil
        }
        return .milliseconds(Int64((number.double * 1_000).rounded(.up)))
    }
}
