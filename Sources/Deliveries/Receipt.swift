/// The receiving side's response to one attempt at one address.
package enum Receipt: Hashable, Sendable {
    /// The receiving side accepted responsibility for the message.
    case delivered(Answer)
    /// A temporary failure; `after` is the requested delay, if any.
    case deferred(Answer, after: Duration?)
    /// A permanent failure: another attempt at this address would get the same response.
    case refused(Answer)

    /// The reply as stored and shown: no secrets, no control characters, at most 500 characters.
    package struct Answer: Hashable, Sendable {
        /// The SMTP or HTTP code; 0 without a reply.
        package let code: Int
        /// The text of the reply, or the error on the way.
        package let text: String
        /// The scope of the answer.
        package let scope: Scope
        /// True if the message may have arrived although it was not confirmed.
        package let mayHaveArrived: Bool

        /// True if the text contains words of the receiving side, which may repeat the message.
        package let isQuoting: Bool

        /// The scope of an answer: one message, the whole channel, or not known.
        package enum Scope: Hashable, Sendable {
            /// The answer concerns one message or recipient.
            case message
            /// The answer concerns the channel (a wrong key, an address that is gone): every
            /// message gets it.
            case channel
            /// The answer has an unknown code, taken to concern one message until more such answers
            /// follow.
            case unknown
        }

        package init(
            code: Int, text: String, scope: Scope = .message, mayHaveArrived: Bool = false,
            isQuoting: Bool? = nil
        ) {
            self.isQuoting = isQuoting ?? (code != 0)
            self.code = code
            self.scope = scope
            self.mayHaveArrived = mayHaveArrived
            let isPlain = text.utf8.allSatisfy { 0x20..<0x7F ~= $0 }
            guard !isPlain || text.utf8.count > 500 else {
                self.text = text
                return
            }
            let printable = text.unicodeScalars.map { scalar in
                scalar.properties.generalCategory == .control ? " " : Character(scalar)
            }
            self.text = String(printable.prefix(500))
        }
    }

    package var answer: Answer {
        switch self {
        case .delivered(let answer), .deferred(let answer, _), .refused(let answer): answer
        }
    }
}
