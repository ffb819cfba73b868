import Cases
import Deliveries

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
    private let redaction: Redaction

    /// `redaction`: a server may repeat how we logged in.
    init(_ answer: CurlAnswer, hiding redaction: Redaction) {
        said = answer.mail
        self.redaction = redaction
        common = Self.common(said, answer.outcome, redaction)
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
            return Self.receipt(for: reply, about: "recipient", redaction)
        }
        return common
    }

    private static func common(
        _ said: MailAnswers, _ outcome: CurlAnswer.Outcome, _ redaction: Redaction
    ) -> Receipt {
        if let end = said.end {
            guard end.isPositive else { return receipt(for: end, about: "message", redaction) }
            return .delivered(Receipt.Answer(code: end.code, text: redaction.apply(to: end)))
        }
        if let sender = said.sender, !sender.isPositive {
            return receipt(for: sender, about: "sender", redaction)
        }
        if let data = said.data, data.code != 354 {
            return receipt(for: data, about: "message", redaction)
        }
        return .deferred(failure(said, outcome, redaction), after: nil)
    }

    private static func receipt(
        for reply: SMTPReply, about what: String, _ redaction: Redaction
    ) -> Receipt {
        let isOfAll = what == "sender" && !isAboutMessage(reply)
        let answer = Receipt.Answer(
            code: reply.code, text: "\(what): \(redaction.apply(to: reply))",
            scope: isOfAll ? .channel : .message)
        let isPermanent = reply.code / 100 == 5 && !isAboutUs(reply.code)
        return isPermanent ? .refused(answer) : .deferred(answer, after: nil)
    }

    /// Authentication or encryption asked for: RFC 4954 section 6, RFC 3207 section 4.
    private static func isAboutUs(_ code: Int) -> Bool {
        [530, 534, 535, 538].contains(code)
    }

    /// `MAIL` also says how large the mail is and that it has addresses beyond ASCII, which is
    /// about this mail alone: RFC 1870 section 6.1; RFC 6531 section 3.5; RFC 3463 section 3.
    private static func isAboutMessage(_ reply: SMTPReply) -> Bool {
        let detailed = ["5.3.4", "5.2.3", "5.6."].contains { reply.text.hasPrefix($0) }
        return reply.code == 552 || detailed
    }

    private static func failure(
        _ said: MailAnswers, _ outcome: CurlAnswer.Outcome, _ redaction: Redaction
    ) -> Receipt.Answer {
        // What makes no sense is told in the server's words.
        var isQuoting = false
        if case .failed(8, _) = outcome { isQuoting = true }
        func answer(_ code: Int, _ text: String) -> Receipt.Answer {
            Receipt.Answer(
                code: code, text: redaction.apply(to: text), mayHaveArrived: said.isTextGiven,
                isQuoting: isQuoting ? true : nil)
        }
        guard case .failed(let number, let text) = outcome else {
            return answer(0, "the attempt was given up")
        }
        let reply = said.sender == nil ? said.opening : nil
        let words = reply.map { redaction.apply(to: $0) } ?? ""
        switch number {
        case 64:
            return answer(0, "the mail server offers no TLS, which the channel requires")
        case 67 where reply.map { $0.code < 400 } ?? false:
            // It was not asked: nothing that it offers is ours.
            let offered = reply?.lines.first { $0.uppercased().hasPrefix("AUTH") }
            let about = "the mail server offers no way to log in with a password or token"
            return answer(0, about + (offered.map { ": \($0)" } ?? ""))
        case 67:
            let about = "the mail server does not take the user name and password or token"
            return answer(reply?.code ?? 0, "\(about): \(words)")
        default:
            guard let reply, reply.code >= 400 else { return answer(0, text) }
            return answer(reply.code, "before the message: \(words)")
        }
    }
}

extension Redaction {
    /// The words of a reply.
    fileprivate func apply(to reply: SMTPReply) -> String {
        let text = apply(to: reply.text)
        guard reply.lines.count > 1 else { return text }
        // What is repeated may go on from one line to the next.
        let joined = reply.lines.joined()
        return apply(to: joined) == joined || text != reply.text ? text : "***"
    }
}
