import Foundation
import NIOCore

/// One connection to the demonstration's mail server, which accepts everything.
///
/// Source: RFC 5321, the commands a sender must be able to rely on.
final class MailSink: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let deliver: @Sendable (Received) -> Void
    private var unread = ""
    private var isData = false
    private var recipients: [String] = []
    private var lines: [String] = []

    init(deliver: @escaping @Sendable (Received) -> Void) {
        self.deliver = deliver
    }

    func channelActive(context: ChannelHandlerContext) {
        reply("220 demo ESMTP", context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        unread += String(buffer: unwrapInboundIn(data))
        while let end = unread.range(of: "\r\n") {
            let line = String(unread[..<end.lowerBound])
            unread.removeSubrange(..<end.upperBound)
            isData ? take(line, context) : obey(line, context)
        }
    }

    private func obey(_ line: String, _ context: ChannelHandlerContext) {
        switch line.prefix(4).uppercased() {
        case "EHLO": reply("250-demo\r\n250 SMTPUTF8", context)
        case "RCPT":
            recipients.append(
                String(line.drop { $0 != "<" }.dropFirst().prefix { $0 != ">" }))
            reply("250 2.1.5 ok", context)
        case "DATA":
            isData = true
            reply("354 go on", context)
        case "QUIT":
            reply("221 bye", context)
            context.close(promise: nil)
        default:
            reply("250 ok", context)
        }
    }

    private func take(_ line: String, _ context: ChannelHandlerContext) {
        guard line == "." else {
            lines.append(line)
            return
        }
        deliver(.mail(to: recipients, subject: EncodedWords.subject(of: lines)))
        (isData, lines, recipients) = (false, [], [])
        reply("250 2.0.0 queued", context)
    }

    private func reply(_ text: String, _ context: ChannelHandlerContext) {
        context.writeAndFlush(
            wrapOutboundOut(ByteBuffer(string: text + "\r\n")), promise: nil)
    }
}

/// Decodes the encoded words of a header, for display.
///
/// Source: RFC 2047.
enum EncodedWords {
    /// Returns the subject among a message's header lines, unfolded and decoded.
    static func subject(of lines: [String]) -> String {
        let header = lines.prefix { !$0.isEmpty }
        guard let start = header.firstIndex(where: { $0.lowercased().hasPrefix("subject:") })
        else { return "" }
        let folded = header[(start + 1)...].prefix { $0.hasPrefix(" ") || $0.hasPrefix("\t") }
        return decoded(header[start].dropFirst("subject:".count) + folded.joined())
    }

    private static func decoded(_ text: some StringProtocol) -> String {
        var bytes = Data()
        var wasEncoded = false
        for word in text.split(whereSeparator: \.isWhitespace) {
            let parts = word.split(separator: "?", omittingEmptySubsequences: false)
            if parts.count == 5, parts[2].uppercased() == "B",
                let data = Data(base64Encoded: String(parts[3]))
            {
                if !wasEncoded, !bytes.isEmpty { bytes.append(UInt8(ascii: " ")) }
                bytes.append(data)
                wasEncoded = true
            } else {
                if !bytes.isEmpty { bytes.append(UInt8(ascii: " ")) }
                bytes.append(contentsOf: word.utf8)
                wasEncoded = false
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
