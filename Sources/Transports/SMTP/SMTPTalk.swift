/// One mail transaction: takes replies and returns the bytes to send.
///
/// If the server accepts several commands at once, all commands before the text are sent at once;
/// else each waits for its answer. Source: RFC 5321 section 3.3; RFC 2920 section 3.1.
struct SMTPTalk: Sendable {
    /// The next action after a reply.
    enum Turn: Hashable, Sendable {
        case wait
        case say([UInt8])
        case over(Rest)
    }

    /// The state in which a transaction leaves the connection.
    enum Rest: Hashable, Sendable {
        case clean
        /// A part of the transaction is still open; `RSET` clears it.
        case dirty
        /// The server closes the connection, or its replies can no longer be matched to commands.
        case closed
    }

    private enum Command: Hashable {
        case reset
        case sender
        case recipient(Int)
        case data
        case end
    }

    private let mail: OutgoingMail
    private let offers: MailOffers
    private(set) var answers = MailAnswers()
    /// The commands not yet sent, in reverse order.
    private var unsaid: [Command]
    /// The commands sent and not yet answered, oldest first.
    private var unanswered: [Command] = []
    /// True if a text must be sent although every recipient was refused.
    private var isVoid = false

    /// Prepares the commands of a mail.
    ///
    /// `isDirty` is true if a part of the previous transaction is still open.
    init(_ mail: OutgoingMail, offers: MailOffers, isDirty: Bool) {
        self.mail = mail
        self.offers = offers
        if !offers.takesForeign {
            answers.unfit = Set(mail.recipients.indices.filter { !mail.recipients[$0].isASCII })
        }
        let recipients = mail.recipients.indices.filter { [answers] in !answers.unfit.contains($0) }
        unsaid = [.data] + recipients.reversed().map { .recipient($0) } + [.sender]
        if isDirty { unsaid.append(.reset) }
    }

    /// The reason why the transaction cannot begin; nil if it can.
    var hindrance: String? {
        if !offers.takesForeign, !mail.sender.isASCII {
            return "the mail server takes no sender beyond ASCII (it offers no SMTPUTF8)"
        }
        return answers.unfit.count == mail.recipients.count ? "nobody to send it to" : nil
    }

    /// A description of the awaited answer.
    var awaited: String {
        switch unanswered.first {
        case .reset: "RSET"
        case .sender: "MAIL"
        case .recipient: "RCPT"
        case .data: "DATA"
        case .end: "the end of the text"
        case nil: "nothing"
        }
    }

    /// True if the text was sent, perhaps not received, and its answer is outstanding.
    var isTextGiven: Bool { unanswered == [.end] && !isVoid }

    /// Returns the first bytes to send.
    mutating func begin() -> [UInt8] {
        next()
    }

    mutating func take(_ reply: SMTPReply) -> Turn {
        guard let command = unanswered.first else { return .over(.closed) }
        unanswered.removeFirst()
        note(reply, to: command)
        // The server shuts down, whatever the command was: RFC 5321 section 3.8.
        if reply.code == 421 { return .over(.closed) }
        switch command {
        case .reset where !reply.isPositive: return .over(.closed)
        case .data where reply.code == 354: return .say(giveText())
        case .data: return .over(.dirty)
        case .end: return .over(.clean)
        default: break
        }
        guard unanswered.isEmpty else { return .wait }
        if let sender = answers.sender, !sender.isPositive { return .over(.dirty) }
        if unsaid.last == .data, !answers.hasRecipient { return .over(.dirty) }
        return .say(next())
    }

    private mutating func note(_ reply: SMTPReply, to command: Command) {
        switch command {
        case .reset: break
        case .sender: answers.sender = reply
        case .recipient(let place): answers.recipients[place] = reply
        case .data: answers.data = reply
        case .end: if !isVoid { answers.end = reply }
        }
    }

    /// Returns the next command, or all commands up to the text.
    private mutating func next() -> [UInt8] {
        var said = ""
        repeat {
            guard let command = unsaid.popLast() else { break }
            said += text(of: command) + "\r\n"
            unanswered.append(command)
        } while offers.takesGroups
        return Array(said.utf8)
    }

    private func text(of command: Command) -> String {
        switch command {
        case .reset: "RSET"
        case .sender: "MAIL FROM:<\(mail.sender.wire)>" + options
        case .recipient(let place): "RCPT TO:<\(mail.recipients[place].wire)>"
        case .data: "DATA"
        case .end: "."
        }
    }

    private var options: String {
        let isForeign =
            !mail.sender.isASCII
            || mail.recipients.indices.contains {
                !mail.recipients[$0].isASCII && !answers.unfit.contains($0)
            }
        return (offers.takesSize ? " SIZE=\(mail.text.count)" : "")
            + (isForeign ? " SMTPUTF8" : "")
    }

    /// Returns the text and its end.
    ///
    /// A server that waits for a text although it has refused every recipient gets an empty one:
    /// RFC 2920 section 3.1.
    private mutating func giveText() -> [UInt8] {
        unanswered = [.end]
        isVoid = !answers.hasRecipient
        return isVoid ? Array(".\r\n".utf8) : Self.stuffed(mail.text) + Array(".\r\n".utf8)
    }

    /// Returns the text with a dot at the beginning of a line doubled: RFC 5321 section 4.5.2.
    static func stuffed(_ text: [UInt8]) -> [UInt8] {
        let (dot, lineEnd) = (UInt8(ascii: "."), UInt8(ascii: "\n"))
        var stuffed: [UInt8] = []
        stuffed.reserveCapacity(text.count + 16)
        var start = 0
        for place in text.indices
        where text[place] == dot && (place == 0 || text[place - 1] == lineEnd) {
            stuffed += text[start...place]
            start = place
        }
        stuffed += text[start...]
        return stuffed
    }
}
