/// The answers of a mail server in one transaction.
struct MailAnswers: Sendable {
    /// The last answer before `MAIL`: greeting, STARTTLS, authentication.
    var opening: SMTPReply?
    /// The answer to `MAIL`; nil if the transaction did not get so far.
    var sender: SMTPReply?
    /// The answers to `RCPT`, by the index of the recipient.
    var recipients: [Int: SMTPReply] = [:]
    /// The answer to `DATA`; 354 if the text may follow.
    var data: SMTPReply?
    /// The answer to the end of the text: accepted or not.
    var end: SMTPReply?
    /// True if the whole text was sent and its outcome is unknown.
    var isTextGiven = false
    /// The indices of recipients whose addresses this server cannot accept.
    var unfit: Set<Int> = []

    /// True if the server accepted the sender and at least one recipient.
    var hasRecipient: Bool {
        sender?.isPositive ?? false && recipients.values.contains(where: \.isPositive)
    }

    /// True if the server has not answered anything about this mail.
    var isEmpty: Bool { sender == nil && recipients.isEmpty && data == nil && end == nil }
}
