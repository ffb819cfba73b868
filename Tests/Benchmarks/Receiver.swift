import Foundation
import Messages
import NIOCore
import NIOPosix

/// A web server and a mail server that accept and count everything, in a process of their own.
///
/// The servers share the processors with the measured program, and do no more than they must.
enum Receiver {
    /// Prints the ports, then `first` at the first arrival, and at the end the totals.
    static func serve() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let loop = group.next()
        let transaction = Arrivals()
        func listen(_ talk: @escaping @Sendable () -> any Talk) async throws -> Int {
            let channel = try await ServerBootstrap(group: loop)
                .serverChannelOption(.backlog, value: 1_024)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(TalkHandler(talk()))
                    }
                }
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                .bind(host: "127.0.0.1", port: 0).get()
            return channel.localAddress?.port ?? 0
        }
        let web = try await listen { WebTalk(transaction) }
        let mail = try await listen { MailTalk(transaction, takesGroups: false) }
        let grouped = try await listen { MailTalk(transaction, takesGroups: true) }
        let dead = try await listen { SilentTalk() }
        Child.say("\(web) \(mail) \(grouped) \(dead)")
        await Child.untilTold()
        try await loop.submit { Child.say("\(transaction.all) \(transaction.ids.count)") }.get()
        try await group.shutdownGracefully()
    }
}

/// The receiver, as seen by the process that started it.
final class ReceiverProcess {
    private let child: Child
    let webPort: Int
    let mailPort: Int
    /// The port of a mail server that accepts several commands at once.
    let groupPort: Int
    /// The port of a server that accepts and never answers.
    let deadPort: Int

    init() throws {
        child = try Child(["receive"])
        let ports = (child.nextLine() ?? "").split(separator: " ").compactMap { Int($0) }
        guard ports.count == 4 else { throw Failure("the receiver did not start") }
        (webPort, mailPort, groupPort, deadPort) = (ports[0], ports[1], ports[2], ports[3])
    }

    /// Returns the next line: `first`, at the first arrival.
    func nextLine() -> String? {
        child.nextLine()
    }

    /// Stops the receiver; returns the number of arrivals, and of distinct ones.
    func stop() -> (all: Int, distinct: Int) {
        var line = child.lastLine()
        if line == "first" { line = child.nextLine() }
        child.stop()
        let counts = (line ?? "").split(separator: " ").compactMap { Int($0) }
        return counts.count == 2 ? (counts[0], counts[1]) : (0, 0)
    }
}

/// The arrivals; used by the single event loop alone.
final class Arrivals: @unchecked Sendable {
    private(set) var all = 0
    private(set) var ids: Set<[UInt8]> = []

    func take(_ id: [UInt8]) {
        if all == 0 { Child.say("first") }
        all += 1
        ids.insert(id)
    }
}

/// The server side of a conversation: bytes in, bytes out.
protocol Talk: AnyObject {
    /// The text sent first.
    var greeting: String { get }
    /// Reads complete requests at the front of the bytes; returns the number of bytes used and the
    /// answer.
    func take(_ bytes: UnsafeRawBufferPointer) -> (count: Int, answer: String)
}

final class TalkHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let talk: any Talk
    private var unread = ByteBuffer()

    init(_ talk: any Talk) {
        self.talk = talk
    }

    func channelActive(context: ChannelHandlerContext) {
        say(talk.greeting, context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var part = unwrapInboundIn(data)
        unread.writeBuffer(&part)
        while unread.readableBytes > 0 {
            let (count, answer) = unread.withUnsafeReadableBytes { talk.take($0) }
            say(answer, context)
            guard count > 0 else { break }
            unread.moveReaderIndex(forwardBy: count)
        }
        unread.discardReadBytes()
    }

    private func say(_ text: String, _ context: ChannelHandlerContext) {
        guard !text.isEmpty else { return }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
    }
}

/// A conversation without an answer.
final class SilentTalk: Talk {
    let greeting = ""

    func take(_ bytes: UnsafeRawBufferPointer) -> (count: Int, answer: String) {
        (bytes.count, "")
    }
}

/// HTTP/1.1 with a content length, as libcurl posts it.
final class WebTalk: Talk {
    private let arrivals: Arrivals
    let greeting = ""

    init(_ arrivals: Arrivals) {
        self.arrivals = arrivals
    }

    func take(_ bytes: UnsafeRawBufferPointer) -> (count: Int, answer: String) {
        guard let head = bytes.offset(of: "\r\n\r\n") else { return (0, "") }
        let lines = UnsafeRawBufferPointer(rebasing: bytes[..<head])
        let length = lines.value(of: "Content-Length: ").reduce(0) { $0 * 10 + Int($1) - 48 }
        guard bytes.count >= head + 4 + length else { return (0, "") }
        arrivals.take(lines.value(of: "webhook-id: "))
        return (head + 4 + length, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
    }
}

/// SMTP without extensions, or with PIPELINING alone.
final class MailTalk: Talk {
    private let arrivals: Arrivals
    private let takesGroups: Bool
    private var isText = false
    let greeting = "220 ready\r\n"

    init(_ arrivals: Arrivals, takesGroups: Bool) {
        self.arrivals = arrivals
        self.takesGroups = takesGroups
    }

    func take(_ bytes: UnsafeRawBufferPointer) -> (count: Int, answer: String) {
        if isText {
            guard let end = bytes.offset(of: "\r\n.\r\n") else { return (0, "") }
            arrivals.take(
                UnsafeRawBufferPointer(rebasing: bytes[..<end]).value(of: "Message-ID: "))
            isText = false
            return (end + 5, "250 taken\r\n")
        }
        guard let end = bytes.offset(of: "\r\n") else { return (0, "") }
        if takesGroups, bytes.starts(with: "EHLO".utf8) {
            return (end + 2, "250-receiver\r\n250 PIPELINING\r\n")
        }
        isText = bytes.starts(with: "DATA".utf8)
        return (end + 2, isText ? "354 go on\r\n" : "250 fine\r\n")
    }
}

extension UnsafeRawBufferPointer {
    /// Returns the offset of a text; nil if absent.
    func offset(of text: StaticString) -> Int? {
        guard let start = baseAddress else { return nil }
        let length = text.utf8CodeUnitCount
        var place = 0
        while place + length <= count {
            let room = count - length - place + 1
            let first = memchr(start + place, Int32(text.utf8Start[0]), room)
            guard let found = first.map({ UnsafeRawPointer($0) - start }) else { return nil }
            if memcmp(start + found, text.utf8Start, length) == 0 { return found }
            place = found + 1
        }
        return nil
    }

    /// Returns the rest of the line after a text; empty if the text is absent.
    func value(of text: StaticString) -> [UInt8] {
        guard let place = offset(of: text) else { return [] }
        return self[(place + text.utf8CodeUnitCount)...].prefix { $0 != 0x0D }.map { $0 }
    }
}
