import Cases
import Deliveries

/// The receipts of a mail transaction, one for each of its recipients.
///
/// Only an answer to `MAIL`, `RCPT`, `DATA` or the text itself can refuse a message. Earlier
/// failures, such as a missing STARTTLS or an outdated password, are for people to correct, and the
/// message must still be there afterwards.
struct MailVerdict {
    private let said: MailAnswers
    /// True if the attempt failed in a way that another server might not.
    let isForAnotherServer: Bool
    /// The receipt of recipients that the server did not object to.
    private let common: Receipt
    private let redaction: Redaction

    /// Reads the answer; `redaction` hides the login, which a server may repeat.
    init(_ answer: CurlAnswer, hiding redaction: Redaction) {
        said = answer.mail
        self.redaction = redaction
        common = Self.common(said, answer.outcome, redaction)
        switch answer.outcome {
        case .cancelled, .closed: isForAnotherServer = false
        case .done, .failed, .forbidden:
            // Before the message: the server could not be reached, refused the login, or deferred
            // the sender.
            isForAnotherServer = said.sender.map { $0.code / 100 == 4 } ?? true
        }
    }

    func receipt(forRecipient index: Int) -> Receipt {
        if said.unfit.contains(index) {
            let text = "the mail server takes no address beyond ASCII (it offers no SMTPUTF8)"
            return .refused(Receipt.Answer(code: 0, text: text))
        }
        // After a refused sender, the answers about recipients mean nothing.
        if said.sender?.isPositive ?? true, let reply = said.recipients[index], !reply.isPositive {
            return Self.receipt(for: reply, about: "recipient", redaction)
        }
        return common
    }

    /// Returns true if a recipient was refused only because the transaction had enough of them: it
    /// is to be tried in a transaction of its own.
    ///
    /// A 552 means the same as 452 there. Source: RFC 5321 section 4.5.3.1.10; RFC 3463, X.5.3.
    func isSurplus(_ index: Int) -> Bool {
        guard said.hasRecipient, let reply = said.recipients[index], !reply.isPositive else {
            return false
        }
        let numbers = reply.text.prefix { $0 != " " }.split(
            separator: ".", omittingEmptySubsequences: false)
        if numbers.count == 3, numbers.allSatisfy({ Int($0) != nil }) {
            return numbers.dropFirst() == ["5", "3"]
        }
        return reply.code == 452 || reply.code == 552
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

    /// Returns true if the server asks for authentication or encryption.
    ///
    /// Source: RFC 4954 section 6, RFC 3207 section 4.
    private static func isAboutUs(_ code: Int) -> Bool {
        [530, 534, 535, 538].contains(code)
    }

    /// Returns true if a refusal of `MAIL` concerns this mail alone.
    ///
    /// `MAIL` also announces the size of the mail and addresses beyond ASCII: RFC 1870 section 6.1;
    /// RFC 6531 section 3.5; RFC 3463 section 3.
    private static func isAboutMessage(_ reply: SMTPReply) -> Bool {
        let detailed = ["5.3.4", "5.2.3", "5.6."].contains { reply.text.hasPrefix($0) }
        return reply.code == 552 || detailed
    }

    private static func failure(
        _ said: MailAnswers, _ outcome: CurlAnswer.Outcome, _ redaction: Redaction
    ) -> Receipt.Answer {
        // A malformed reply is quoted in the server's words.
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
            // No login was attempted: the server offers no method we support.
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
    /// Returns the redacted text of a reply.
    fileprivate func apply(to reply: SMTPReply) -> String {
        let text = apply(to: reply.text)
        guard reply.lines.count > 1 else { return text }
        // A repeated secret may continue from one line to the next.
        let joined = reply.lines.joined()
        return apply(to: joined) == joined || text != reply.text ? text : "***"
    }
}
