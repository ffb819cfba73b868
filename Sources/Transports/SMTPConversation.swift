/// What was said in one mail transaction, put together from the lines libcurl saw.
///
/// Source: RFC 5321 sections 4.2 and 4.3. libcurl does not pipeline: each reply answers the
/// command before it.
struct SMTPConversation {
    struct Reply: Hashable {
        let code: Int
        let text: String

        var isPositive: Bool { code / 100 == 2 }
    }

    /// The answer to `MAIL`; nil where the talk did not come so far.
    private(set) var sender: Reply?
    /// The answers to `RCPT`, in the order of the recipients; may end early.
    private(set) var recipients: [Reply] = []
    /// The answer to `DATA`: 354 where the text may follow.
    private(set) var data: Reply?
    /// The answer to the end of the text: the server has taken it, or not.
    private(set) var end: Reply?
    /// The last answer before `MAIL`: greeting, STARTTLS, authentication.
    private(set) var opening: Reply?
    private(set) var hasReply = false

    private enum Stage {
        case opening
        case sender
        case recipient
        case data
        case end
        /// libcurl says good-bye on the same connection after a failure.
        case closing
    }

    /// Reads lines marked `<` for the server's and `>` for ours.
    init(_ lines: [UInt8]) {
        var stage = Stage.opening
        var text: [Substring] = []
        let script = String(decoding: lines, as: UTF8.self)
        for line in script.unicodeScalars.split(separator: "\n") {
            let words = Substring(line.dropFirst())
            if line.first == ">" {
                stage = Self.stage(after: words, from: stage)
                continue
            }
            let reply = words.unicodeScalars.last == "\r" ? words.dropLastScalar() : words
            text.append(reply.dropFirst(4))
            guard Self.isLast(reply), let code = Int(reply.prefix(3)) else { continue }
            note(Reply(code: code, text: text.joined(separator: " ")), at: stage)
            text = []
            if stage == .data { stage = .end }
        }
    }

    private mutating func note(_ reply: Reply, at stage: Stage) {
        hasReply = true
        switch stage {
        case .opening: opening = reply
        case .sender: sender = reply
        case .recipient: recipients.append(reply)
        case .data: data = reply
        case .end: end = reply
        case .closing: break
        }
    }

    private static func stage(after command: Substring, from stage: Stage) -> Stage {
        switch command {
        case "MAIL": .sender
        case "RCPT": .recipient
        case "DATA": .data
        case "QUIT": .closing
        default: stage
        }
    }

    /// `250-more` is followed by other lines of the same reply; `250 last` and `250` are not.
    private static func isLast(_ line: Substring) -> Bool {
        line.dropFirst(3).first != "-"
    }
}

extension Substring {
    fileprivate func dropLastScalar() -> Substring {
        Substring(unicodeScalars.dropLast())
    }
}
