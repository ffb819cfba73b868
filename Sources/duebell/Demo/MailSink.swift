import Foundation
import Transports

/// One connection to the demonstration's mail server: it says yes to everything.
///
/// Source: RFC 5321, the commands a sender must be able to rely on.
struct MailSink: Conversation {
    let greeting = "220 demo ESMTP\r\n"
    private let deliver: @Sendable (Received) -> Void
    private var unread = Data()
    private var isData = false
    private var recipients: [String] = []
    private var lines: [String] = []

    init(deliver: @escaping @Sendable (Received) -> Void) {
        self.deliver = deliver
    }

    mutating func receive(_ bytes: [UInt8]) -> Answer {
        unread.append(contentsOf: bytes)
        var answer = Answer()
        while !answer.endsConnection, let end = unread.range(of: Data("\r\n".utf8)) {
            let line = String(decoding: unread[..<end.lowerBound], as: UTF8.self)
            unread = Data(unread[end.upperBound...])
            let reply = isData ? take(line) : obey(line, &answer.endsConnection)
            answer.text += reply.map { $0 + "\r\n" } ?? ""
        }
        return answer
    }

    private mutating func obey(_ line: String, _ endsConnection: inout Bool) -> String {
        switch line.prefix(4).uppercased() {
        case "EHLO": return "250-demo\r\n250 SMTPUTF8"
        case "RCPT":
            recipients.append(
                String(line.drop { $0 != "<" }.dropFirst().prefix { $0 != ">" }))
            return "250 2.1.5 ok"
        case "DATA":
            isData = true
            return "354 go on"
        case "QUIT":
            endsConnection = true
            return "221 bye"
        default:
            return "250 ok"
        }
    }

    /// Returns nil within a message, which is answered at its end.
    private mutating func take(_ line: String) -> String? {
        guard line == "." else {
            lines.append(line)
            return nil
        }
        deliver(.mail(to: recipients, subject: MailHeader.subject(of: lines)))
        (isData, lines, recipients) = (false, [], [])
        return "250 2.0.0 queued"
    }
}

/// The header of a mail, for display.
private enum MailHeader {
    /// Returns the subject among a message's header lines, unfolded and decoded.
    static func subject(of lines: [String]) -> String {
        let header = lines.prefix { !$0.isEmpty }
        guard let start = header.firstIndex(where: { $0.lowercased().hasPrefix("subject:") })
        else { return "" }
        let folded = header[(start + 1)...].prefix { $0.hasPrefix(" ") || $0.hasPrefix("\t") }
        let value = header[start].dropFirst("subject:".count) + folded.joined()
        return EncodedWords.decode(value.trimmingCharacters(in: .whitespaces))
    }
}
