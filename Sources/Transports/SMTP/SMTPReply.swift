import Cases

/// A mail server's reply to one command.
///
/// Source: RFC 5321 section 4.2.
struct SMTPReply: Hashable, Sendable {
    let code: Int
    /// The lines without their codes.
    let lines: [String]

    /// All lines joined into one.
    var text: String { lines.joined(separator: " ") }

    var isPositive: Bool { code / 100 == 2 }
}

/// Assembles replies from bytes as they arrive.
struct SMTPReader: Sendable {
    enum Malformation: Error {
        /// The server sends more than the limit.
        case endless
        /// A line that is no part of a reply, as received.
        case nonsense(String)
    }

    /// The longest reply, in bytes: a line has at most 512 (RFC 5321 section 4.5.3.1.5), and only
    /// replies to `EHLO` have many lines.
    private static let sizeMax = 64 * 1_024

    private var line: [UInt8] = []
    private var lines: [String] = []
    private var size = 0

    /// Returns the replies completed by these bytes.
    mutating func read(_ bytes: UnsafeRawBufferPointer) throws(Malformation) -> [SMTPReply] {
        var replies: [SMTPReply] = []
        for byte in bytes {
            size += 1
            guard size <= Self.sizeMax else { throw .endless }
            guard byte == UInt8(ascii: "\n") else {
                line.append(byte)
                continue
            }
            if let reply = try endLine() { replies.append(reply) }
        }
        return replies
    }

    /// Ends a line; nil if more lines follow, as after `250-more`, unlike `250 last` and `250`.
    private mutating func endLine() throws(Malformation) -> SMTPReply? {
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        defer { line.removeAll(keepingCapacity: true) }
        let mark = line.dropFirst(3).first
        guard line.count >= 3, line.prefix(3).allSatisfy({ (0x30...0x39).contains($0) }),
            mark == nil || mark == UInt8(ascii: " ") || mark == UInt8(ascii: "-")
        else { throw .nonsense(String(decoding: line.prefix(200), as: UTF8.self)) }
        lines.append(String(decoding: line.dropFirst(4), as: UTF8.self))
        guard mark != UInt8(ascii: "-") else { return nil }
        let code = line.prefix(3).reduce(0) { $0 * 10 + Int($1 & 0x0F) }
        defer { (lines, size) = ([], 0) }
        return SMTPReply(code: code, lines: lines)
    }
}

/// The extensions of a mail server, from its answer to `EHLO`.
struct MailOffers: Hashable, Sendable {
    /// Accepts several commands at once. Source: RFC 2920.
    var takesGroups = false
    /// Accepts the size of a mail in advance. Source: RFC 1870.
    var takesSize = false
    /// Accepts addresses beyond ASCII. Source: RFC 6531.
    var takesForeign = false

    init() {}

    init(_ reply: SMTPReply) {
        for line in reply.lines {
            switch line.prefix(while: { $0 != " " }).uppercased() {
            case "PIPELINING": takesGroups = true
            case "SIZE": takesSize = true
            case "SMTPUTF8": takesForeign = true
            default: break
            }
        }
    }
}
