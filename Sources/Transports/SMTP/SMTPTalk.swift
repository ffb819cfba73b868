/// A mail as it is handed to a server.
struct OutgoingMail: Sendable {
    let sender: MailAddress
    let recipients: [MailAddress]
    /// Lines ended by CR LF, the last one too.
    let text: [UInt8]
}

/// What a mail server answered in one transaction.
struct MailAnswers: Sendable {
    /// The last answer before `MAIL`: greeting, STARTTLS, authentication.
    var opening: SMTPReply?
    /// The answer to `MAIL`; nil where the talk did not come so far.
    var sender: SMTPReply?
    /// The answers to `RCPT`, by the place of the recipient.
    var recipients: [Int: SMTPReply] = [:]
    /// The answer to `DATA`: 354 where the text may follow.
    var data: SMTPReply?
    /// The answer to the end of the text: the server has taken it, or not.
    var end: SMTPReply?
    /// Whether the text went out whole, and nothing is known of what became of it.
    var isTextGiven = false
    /// Recipients whose addresses this server cannot take, by their places.
    var unfit: Set<Int> = []

    /// Whether somebody is to have the text.
    var hasRecipient: Bool {
        sender?.isPositive ?? false && recipients.values.contains(where: \.isPositive)
    }

    /// Whether the server has not said a word about this mail.
    var isEmpty: Bool { sender == nil && recipients.isEmpty && data == nil && end == nil }
}

/// One mail transaction: replies go in, what is to be said comes out.
///
/// Where the server takes several commands at once, all that stands before the text is said at
/// once; else each waits for its answer. Source: RFC 5321 section 3.3; RFC 2920 section 3.1.
struct SMTPTalk: Sendable {
    /// What is to be done after a reply.
    enum Turn: Hashable, Sendable {
        case wait
        case say([UInt8])
        case over(Rest)
    }

    /// How a transaction leaves the connection.
    enum Rest: Hashable, Sendable {
        case clean
        /// Something is left of it, which `RSET` takes away.
        case dirty
        /// The server closes it, or nobody knows any more what it answers.
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
    /// The next is last.
    private var unsaid: [Command]
    /// Those said whose answers are still to come, the first first.
    private var unanswered: [Command] = []
    /// Whether the text must be given though nobody is to have it.
    private var isVoid = false

    /// `isDirty`: something is left of the transaction before.
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

    /// Why it cannot even begin, if it cannot.
    var hindrance: String? {
        if !offers.takesForeign, !mail.sender.isASCII {
            return "the mail server takes no sender beyond ASCII (it offers no SMTPUTF8)"
        }
        return answers.unfit.count == mail.recipients.count ? "nobody to send it to" : nil
    }

    /// What is waited for, in words.
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

    /// Whether the text has been said, if not heard, and its answer is still to come.
    var isTextGiven: Bool { unanswered == [.end] && !isVoid }

    /// What is said first.
    mutating func begin() -> [UInt8] {
        next()
    }

    mutating func take(_ reply: SMTPReply) -> Turn {
        guard let command = unanswered.first else { return .over(.closed) }
        unanswered.removeFirst()
        note(reply, to: command)
        // The server closes down, whatever it was asked: RFC 5321 section 3.8.
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

    /// Says the next command, or all up to the text.
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

    /// The text and its end. A server that waits for one though it has refused everybody is given
    /// an empty one: RFC 2920 section 3.1.
    private mutating func giveText() -> [UInt8] {
        unanswered = [.end]
        isVoid = !answers.hasRecipient
        return isVoid ? Array(".\r\n".utf8) : Self.stuffed(mail.text) + Array(".\r\n".utf8)
    }

    /// A dot that begins a line is doubled: RFC 5321 section 4.5.2.
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
