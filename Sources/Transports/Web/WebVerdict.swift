import Calendars
import Cases
import Deliveries
import JSON
import Messages
import Rules

/// The meaning of an answer; a text advises on the correction, beside the receiver's own words.
enum WebVerdict: Hashable, Sendable {
    case delivered
    /// A failure to retry; with `mayHaveArrived`, the answer leaves open if the message was
    /// accepted.
    case deferred(String? = nil, after: Duration? = nil, mayHaveArrived: Bool = false)
    case refused(String? = nil, of: Receipt.Answer.Scope = .message)
    /// The addressee is now found at this address; to be tried there at once.
    case moved(to: String)
}
