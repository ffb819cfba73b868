internal import Glibc

/// A regular file held open for reading, reachable also after its name is moved or replaced.
package final class OpenFile: Sendable {
    /// The processes that hold a file open for writing.
    package enum Writers: Hashable, Sendable {
        case none
        case some
        /// The kernel does not say: the file belongs to another user, or its file system has no
        /// leases.
        case unknown
    }

    let descriptor: Int32

    init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// The current stamp; nil if the file system fails.
    package var stamp: FileStamp? {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? FileStamp(status) : nil
    }

    /// Reads up to `count` bytes from an offset; nil if the read fails.
    package func bytes(from offset: Int, atMost count: Int) -> [UInt8]? {
        var isRead = true
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, total in
            total = 0
            while total < buffer.count {
                let room = buffer.count - total
                let place = buffer.baseAddress?.advanced(by: total)
                let got = pread(descriptor, place, room, off_t(offset + total))
                if got < 0, errno == EINTR { continue }
                isRead = got >= 0
                total += max(0, got)
                // A regular file returns fewer bytes than requested only at its end.
                if got < room { return }
            }
        }
        return isRead ? bytes : nil
    }

    // The header declares these commands for programs that define _GNU_SOURCE.
    private static let setSignal: Int32 = 10
    private static let setLease: Int32 = 1_024
    private static let getLease: Int32 = 1_025

    /// Takes a read lease, which the kernel grants only while no process holds the file open for
    /// writing; with `none`, the lease is held.
    ///
    /// While the lease is held, a process that opens the file for writing waits, so it must be
    /// ended soon. Requires the user of the file, or the capability CAP_LEASE.
    package func lease() -> Writers {
        // A process that waits is announced by a signal; the usual one would end this process, and
        // this one is ignored.
        _ = fcntl(descriptor, Self.setSignal, SIGURG)
        if fcntl(descriptor, Self.setLease, Int32(F_RDLCK)) == 0 { return .none }
        return errno == EAGAIN ? .some : .unknown
    }

    /// True if the lease is held and no process waits to write.
    package var isLeaseIntact: Bool {
        fcntl(descriptor, Self.getLease, 0) == Int32(F_RDLCK)
    }

    package func endLease() {
        _ = fcntl(descriptor, Self.setLease, Int32(F_UNLCK))
    }

    /// Returns the processes that hold the file open for writing at this moment.
    package func writers() -> Writers {
        let writers = lease()
        if writers == .none { endLease() }
        return writers
    }
}
