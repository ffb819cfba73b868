import Cases

/// What a mail transaction means for each of its recipients.
///
/// Only an answer to `MAIL`, `RCPT`, `DATA` or the text itself can refuse a message. What goes
/// wrong before, a missing STARTTLS or an old password too, is for people to mend, and the
/// message must still be there when they have.
struct MailVerdict {
    private let said: MailAnswers
    /// Whether nothing came of it that another server might not have taken.
    let isForAnotherServer: Bool
    /// For the recipients the server had nothing against.
    private let common: Receipt

    init(_ answer: CurlAnswer) {
        said = answer.mail
        common = Self.common(said, answer.outcome)
        switch answer.outcome {
        case .cancelled, .closed: isForAnotherServer = false
        case .done, .failed, .forbidden:
            // Before the message: it did not connect, let us in, or take the sender now.
            isForAnotherServer = said.sender.map { $0.code / 100 == 4 } ?? true
        }
    }

    func receipt(forRecipient index: Int) -> Receipt {
        if said.unfit.contains(index) {
            let text = "the mail server takes no address beyond ASCII (it offers no SMTPUTF8)"
            return .refused(Receipt.Answer(code: 0, text: text))
        }
        // Where the sender was refused, no recipient was asked about in earnest.
        if said.sender?.isPositive ?? true, let reply = said.recipients[index], !reply.isPositive {
            return Self.receipt(for: reply, about: "recipient")
        }
        return common
    }

    private static func common(
        _ said: MailAnswers, _ outcome: CurlAnswer.Outcome
    ) -> Receipt {
        if let end = said.end {
            let answer = Receipt.Answer(code: end.code, text: end.text)
            return end.isPositive ? .delivered(answer) : receipt(for: end, about: "message")
        }
        if let sender = said.sender, !sender.isPositive {
            return receipt(for: sender, about: "sender")
        }
        if let data = said.data, data.code != 354 { return receipt(for: data, about: "message") }
        return .deferred(failure(said, outcome), after: nil)
    }

    private static func receipt(for reply: SMTPReply, about what: String) -> Receipt {
        let answer = Receipt.Answer(code: reply.code, text: "\(what): \(reply.text)")
        let isPermanent = reply.code / 100 == 5 && !isAboutUs(reply.code)
        return isPermanent ? .refused(answer) : .deferred(answer, after: nil)
    }

    /// Authentication or encryption asked for: RFC 4954 section 6, RFC 3207 section 4.
    private static func isAboutUs(_ code: Int) -> Bool {
        [530, 534, 535, 538].contains(code)
    }

    private static func failure(
        _ said: MailAnswers, _ outcome: CurlAnswer.Outcome
    ) -> Receipt.Answer {
        guard case .failed(let number, let text) = outcome else {
            return Receipt.Answer(code: 0, text: "the attempt was given up")
        }
        let reply = said.sender == nil ? said.opening : nil
        switch number {
        case 64:
            return Receipt.Answer(
                code: 0, text: "the mail server offers no TLS, which the channel requires")
        case 67:
            let words = "the mail server does not take the user name and password or token"
            return Receipt.Answer(code: reply?.code ?? 0, text: "\(words): \(reply?.text ?? "")")
        default:
            guard let reply, reply.code >= 400 else { return Receipt.Answer(code: 0, text: text) }
            return Receipt.Answer(code: reply.code, text: "before the message: \(reply.text)")
        }
    }
}
