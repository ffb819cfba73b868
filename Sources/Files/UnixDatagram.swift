internal import Glibc

/// A sender of datagrams to a Unix domain socket, as the service manager and its journal have one.
package struct UnixDatagram: Sendable {
    private let path: String

    /// Creates a sender to the socket at a path; `@` in front names an abstract socket.
    package init(path: String) {
        self.path = path
    }

    /// Sends one datagram; returns false if nobody receives it.
    @discardableResult
    package func send(_ bytes: [UInt8]) -> Bool {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var name = Array(path.utf8)
        let room = MemoryLayout.size(ofValue: address.sun_path)
        guard !name.isEmpty, name.count < room else { return false }
        if name[0] == UInt8(ascii: "@") { name[0] = 0 }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        let size = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 2
        let length = socklen_t(size + name.count + (name[0] == 0 ? 0 : 1))
        let sent = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                // A full socket must not hold the caller up.
                sendto(
                    descriptor, bytes, bytes.count,
                    Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT), address, length)
            }
        }
        return sent == bytes.count
    }
}
