import Foundation
import Glibc

/// One side of a connection to a demonstration server: bytes in, bytes out.
protocol Conversation {
    /// The text sent as soon as the connection is open.
    var greeting: String { get }

    /// Handles bytes that arrived; returns the answer to them.
    mutating func receive(_ bytes: [UInt8]) -> Answer
}

/// The answer of a server to what has arrived.
struct Answer {
    var text = ""
    var endsConnection = false
}

/// A TCP server on loopback and a free port, with a thread for each connection.
///
/// For the few connections of a demonstration: a library of event loops would double the time of
/// a first build.
final class LoopbackServer: Sendable {
    let port: Int
    private let listener: Int32

    /// Throws a `Failure` where no port is to be had.
    init(_ begin: @escaping @Sendable () -> any Conversation) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, length) == 0 && listen(listener, 64) == 0
                    && getsockname(listener, address, &length) == 0
            }
        }
        guard isListening else {
            throw Failure(.unavailable, "no port on loopback: \(String(cString: strerror(errno)))")
        }
        self.listener = listener
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread {
            while true {
                let connection = accept(listener, nil, nil)
                // The listener was shut down.
                guard connection >= 0 else { break }
                Thread.detachNewThread { Self.serve(connection, begin()) }
            }
            Glibc.close(listener)
        }
    }

    /// Takes no further connections.
    func close() {
        shutdown(listener, Int32(SHUT_RDWR))
    }

    private static func serve(_ connection: Int32, _ conversation: any Conversation) {
        var conversation = conversation
        defer { Glibc.close(connection) }
        guard send(conversation.greeting, to: connection) else { return }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(connection, &buffer, buffer.count)
            guard count > 0 else { return }
            let answer = conversation.receive(Array(buffer[..<count]))
            guard send(answer.text, to: connection), !answer.endsConnection else { return }
        }
    }

    /// Returns false where the other side is gone.
    private static func send(_ text: String, to connection: Int32) -> Bool {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes {
                Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            bytes = bytes.dropFirst(count)
        }
        return true
    }
}
