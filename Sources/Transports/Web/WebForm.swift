import Calendars
import Cases
import Deliveries
import JSON
import Messages
import Rules

/// How messages are put for one kind of receiver, and what its replies mean.
protocol WebForm: Sendable {
    /// The requests that carry a message to one addressee; at least one, each safe to repeat.
    func posts(
        _ message: Message, to addressee: Message.Addressee, at now: Instant
    ) throws(Unsendable) -> [WebPost]

    /// What an answer means that came, with whatever status.
    func verdict(on reply: WebReply) -> WebVerdict
}

/// Why a message cannot be put for a receiver at all.
struct Unsendable: Error {
    let text: String
}

/// One request, but for where it goes.
struct WebPost: Sendable {
    /// Added to those of the address, in this order; not escaped.
    var query: [(name: String, value: String)] = []
    /// Beside those of every request.
    var headers: [String] = []
    var type = "application/json"
    let body: [UInt8]
}

/// What a receiver answered.
struct WebReply: Sendable {
    let status: Int
    /// As far as it was read.
    let body: [UInt8]
    /// What `Retry-After` asked for.
    let retryAfter: Duration?
    /// Whether the addressee has an address of its own, which may be what the answer is about.
    let isOfAddress: Bool

    init(
        status: Int, body: [UInt8], retryAfter: Duration? = nil, isOfAddress: Bool = false
    ) {
        self.status = status
        self.body = body
        self.retryAfter = retryAfter
        self.isOfAddress = isOfAddress
    }

    /// The body where it is JSON.
    var json: JSON? { try? JSONReader.read(body) }

    var isSuccess: Bool { (200..<300).contains(status) }

    /// The body as text, without white space around it.
    var text: String {
        let text = String(decoding: body.prefix(4_096), as: UTF8.self)
        return String(text.trimming { $0.isWhitespace })
    }
}

/// What an answer means; a text says what to mend, beside the receiver's own words.
enum WebVerdict: Hashable, Sendable {
    case delivered
    /// `mayHaveArrived`: it did not say that it has not taken the message.
    case deferred(String? = nil, after: Duration? = nil, mayHaveArrived: Bool = false)
    case refused(String? = nil, of: Receipt.Answer.Scope = .message)
    /// The addressee is now found at this address; to be tried there at once.
    case moved(to: String)
}

extension WebReply {
    /// What the status alone says, as RFC 9110 and RFC 6585 have it.
    ///
    /// `advice` goes with a refusal.
    func verdictByStatus(_ advice: String? = nil) -> WebVerdict {
        switch status {
        case 200..<300: .delivered
        case 300..<400: .refused("a redirection, which is not followed", of: .channel)
        // A gateway does not know what became of what it passed on.
        case 502, 504: .deferred(after: retryAfter, mayHaveArrived: true)
        case 408, 425, 429, 500..<600: .deferred(after: retryAfter)
        case 401, 402, 403, 404, 405, 407, 410: .refused(advice, of: .channel)
        case 400..<500: .refused(advice)
        default: .deferred("an answer without meaning")
        }
    }

    /// What is said of the addressee's address, where there is one; else of the channel.
    var scope: Receipt.Answer.Scope { isOfAddress ? .message : .channel }

    /// For a success that does not say what this receiver says: something else answered.
    func unlike(_ receiver: String) -> WebVerdict {
        .deferred(
            "not an answer of \(receiver); look at `url` and what stands between",
            mayHaveArrived: true)
    }
}

extension JSON {
    /// A span in seconds, whole or not.
    var seconds: Duration? {
        guard case .number(let number) = self, (0...86_400).contains(number.double) else {
            return nil
        }
        return .milliseconds(Int64((number.double * 1_000).rounded(.up)))
    }
}

extension StringProtocol {
    /// Without the characters at both ends that are to go.
    fileprivate func trimming(_ goes: (Character) -> Bool) -> SubSequence {
        let rest = drop(while: goes)
        let end = rest.lastIndex { !goes($0) }
        return end.map { rest[...$0] } ?? rest.prefix(0)
    }
}
