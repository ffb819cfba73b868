import Foundation
import Glibc

/// A receiver of datagrams on a Unix domain socket, as a service manager has one.
package final class DatagramReceiver: @unchecked Sendable {
    package let path: String
    private let descriptor: Int32
    private let lock = NSLock()
    private var texts: [String] = []

    /// Binds a socket in a folder.
    package init(in folder: TestFolder) throws {
        path = folder.path + "/notify"
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let name = Array(path.utf8)
        guard name.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw TestFailure("\(path): too long for a socket")
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) }
        }
        guard bound == 0 else { throw TestFailure("\(path): bind: \(errno)") }
    }

    deinit { close(descriptor) }

    /// Returns every datagram received so far, as text.
    package func received() -> [String] {
        lock.withLock {
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while true {
                let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
                guard count > 0 else { return texts }
                texts.append(String(decoding: buffer[..<count], as: UTF8.self))
            }
        }
    }
}
