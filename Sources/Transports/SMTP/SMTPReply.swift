import Cases

/// What a mail server says to one command.
///
/// Source: RFC 5321 section 4.2.
struct SMTPReply: Hashable, Sendable {
    let code: Int
    /// Its lines without their codes.
    let lines: [String]

    /// All of it on one line.
    var text: String { lines.joined(separator: " ") }

    var isPositive: Bool { code / 100 == 2 }
}

/// Puts replies together from bytes as they come.
struct SMTPReader: Sendable {
    enum Fault: Error {
        /// It talks without end.
        case endless
        /// A line that is no part of a reply; as it came.
        case nonsense(String)
    }

    /// The longest reply, in bytes: lines have 512 at most (RFC 5321 section 4.5.3.1.5), and only
    /// those to `EHLO` are many.
    private static let sizeMax = 64 * 1_024

    private var line: [UInt8] = []
    private var lines: [String] = []
    private var size = 0

    /// The replies that are whole with these bytes.
    mutating func read(_ bytes: UnsafeRawBufferPointer) throws(Fault) -> [SMTPReply] {
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

    /// `250-more` is followed by other lines of the same reply; `250 last` and `250` are not.
    private mutating func endLine() throws(Fault) -> SMTPReply? {
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

/// What a mail server can do beyond the least, as it says in answer to `EHLO`.
struct MailOffers: Hashable, Sendable {
    /// Several commands at once. Source: RFC 2920.
    var takesGroups = false
    /// The size of a mail beforehand. Source: RFC 1870.
    var takesSize = false
    /// Addresses beyond ASCII. Source: RFC 6531.
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
