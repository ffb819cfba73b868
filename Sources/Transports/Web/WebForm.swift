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

/// The reason why a message cannot be written for a receiver at all.
struct Unsendable: Error {
    let text: String
}

/// One request, without its destination.
struct WebPost: Sendable {
    /// Added to the query of the address, in this order; not escaped.
    var query: [(name: String, value: String)] = []
    /// Added to the headers of every request.
    var headers: [String] = []
    var type = "application/json"
    let body: [UInt8]
}

/// The answer of a receiver.
struct WebReply: Sendable {
    let status: Int
    /// The body, as far as it was read.
    let body: [UInt8]
    /// The time requested by `Retry-After`.
    let retryAfter: Duration?
    /// True if the addressee has an address of its own, which the answer may be about.
    let isOfAddress: Bool

    init(
        status: Int, body: [UInt8], retryAfter: Duration? = nil, isOfAddress: Bool = false
    ) {
        self.status = status
        self.body = body
        self.retryAfter = retryAfter
        self.isOfAddress = isOfAddress
    }

    /// The body as JSON; nil if it is not JSON.
    var json: JSON? { try? JSONReader.read(body) }

    var isSuccess: Bool { (200..<300).contains(status) }

    /// The body as text, without white space around it.
    var text: String {
        let text = String(decoding: body.prefix(4_096), as: UTF8.self)
        return String(text.trimming { $0.isWhitespace })
    }
}

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

extension WebReply {
    /// Returns the meaning of the status alone, by RFC 9110 and RFC 6585.
    ///
    /// `advice` accompanies a refusal.
    func verdictByStatus(_ advice: String? = nil) -> WebVerdict {
        switch status {
        case 200..<300: .delivered
        case 300..<400: .refused("a redirection, which is not followed", of: .channel)
        // A gateway does not know the outcome of a request it passed on.
        case 502, 504: .deferred(after: retryAfter, mayHaveArrived: true)
        case 408, 425, 429, 500..<600: .deferred(after: retryAfter)
        case 401, 402, 403, 404, 405, 407, 410: .refused(advice, of: .channel)
        case 400..<500: .refused(advice)
        default: .deferred("an answer without meaning")
        }
    }

    /// The scope of a refusal: the addressee's address if it has its own, else the channel.
    var scope: Receipt.Answer.Scope { isOfAddress ? .message : .channel }

    /// Returns the verdict for a success without the receiver's usual answer: something else
    /// answered.
    func unlike(_ receiver: String) -> WebVerdict {
        .deferred(
            "not an answer of \(receiver); look at `url` and what stands between",
            mayHaveArrived: true)
    }
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

extension StringProtocol {
    /// Returns the text without the given characters at both ends.
    fileprivate func trimming(_ goes: (Character) -> Bool) -> SubSequence {
        let rest = drop(while: goes)
        let end = rest.lastIndex { !goes($0) }
        return end.map { rest[...$0] } ?? rest.prefix(0)
    }
}
