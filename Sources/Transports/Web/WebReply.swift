import Calendars
import Cases
import Deliveries
import JSON
import Messages
import Rules

/// The answer of a receiver.
struct WebReply: Sendable {
    let status: Int
    /// The body, as far as it was read.
    let body: [UInt8]
    /// The time requested by `Retry-After`.
    let retryAfter: Duration?
    /// True if the addressee has an address of its own, which the answer may be about.
    let isOfAddress: Bool
    /// The number of bytes of the request that was answered.
    let requestSize: Int

    init(
        status: Int, body: [UInt8], retryAfter: Duration? = nil, isOfAddress: Bool = false,
        requestSize: Int = 0
    ) {
        self.requestSize = requestSize
        self.status = status
        self.body = body
        self.retryAfter = retryAfter
        self.isOfAddress = isOfAddress
    }

    /// The body as JSON; nil if it is not JSON.
    var json: JSON? { try? JSONReader.read(body) }

    var isSuccess: Bool { (200..<300).contains(status) }

    /// Returns a number of the body, also one written as a text; nil if there is none.
    ///
    /// A service's own code stands there whatever the HTTP status is.
    func number(_ key: String) -> Int64? {
        guard let value = json?[key] else { return nil }
        return value.integer ?? value.string.flatMap { Int64($0) }
    }

    /// The body as text, without white space around it.
    var text: String {
        let text = String(decoding: body.prefix(4_096), as: UTF8.self)
        return String(text.trimming { $0.isWhitespace })
    }
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
        case 413: tooLarge
        case 400..<500: .refused(advice, of: .unknown)
        default: .deferred("an answer without meaning")
        }
    }

    /// The verdict on a message that is too large for the receiver.
    var tooLarge: WebVerdict { .refused("too large for the receiver: \(requestSize) bytes") }

    /// Returns the verdict on an answer without the receiver's own code: by its status, or that
    /// something else answered.
    func verdictWithoutCode(of receiver: String) -> WebVerdict {
        isSuccess ? unlike(receiver) : verdictByStatus()
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
