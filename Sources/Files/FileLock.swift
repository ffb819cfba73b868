internal import Glibc

/// An exclusive lock on a file, held until released or until the process ends.
package final class FileLock: Sendable {
    /// The reason a lock was not acquired.
    package enum Failure: Error, Hashable {
        /// The lock is held by another process, whose id `process` is if the file contains one.
        case held(process: Int32?)
        case refused(FileError)
    }

    private let descriptor: Int32

    /// Locks a file, creating it if necessary.
    ///
    /// The file is never removed, since removal would race with another process.
    package init(path: String) throws(Failure) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .refused(.last("lock", path)) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let error = FileError.last("lock", path)
            defer { close(descriptor) }
            guard error.code == EWOULDBLOCK else { throw .refused(error) }
            throw .held(process: Self.process(in: descriptor))
        }
        self.descriptor = descriptor
        let line = Array("\(getpid())\n".utf8)
        // The process id is for people; a lock file that cannot be written still locks.
        if ftruncate(descriptor, 0) == 0 { _ = pwrite(descriptor, line, line.count, 0) }
    }

    deinit {
        close(descriptor)
    }

    private static func process(in descriptor: Int32) -> Int32? {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        guard count > 0 else { return nil }
        let digits = bytes[..<count].prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= $0 }
        return Int32(String(decoding: digits, as: UTF8.self))
    }
}
