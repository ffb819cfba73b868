/// What the far side made of one attempt at one address.
package enum Receipt: Hashable, Sendable {
    /// It took the message into its care.
    case delivered(Answer)
    /// Not now; `after` is how long it asked us to wait, if it said.
    case deferred(Answer, after: Duration?)
    /// Never: another attempt at this address would be answered the same.
    case refused(Answer)

    /// The reply as it is kept and shown: no secret, no control character, at most 500 characters.
    package struct Answer: Hashable, Sendable {
        /// The SMTP or HTTP code; 0 where none came.
        package let code: Int
        /// The reply's own words, or what went wrong on the way.
        package let text: String
        /// What it is about.
        package let scope: Scope
        /// Whether the far side may have the message though it did not say so.
        package let mayHaveArrived: Bool

        /// Whether it holds words of the far side, which may repeat what it was told.
        package let isQuoting: Bool

        /// What an answer is about, and so whom it concerns.
        package enum Scope: Hashable, Sendable {
            /// This message or this recipient.
            case message
            /// The channel: a wrong key, an address that is gone; every message is answered so.
            case channel
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
