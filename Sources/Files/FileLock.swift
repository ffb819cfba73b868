internal import Glibc

/// A lock that one process holds on a file until it is let go or the process ends.
package final class FileLock: Sendable {
    /// Why a lock cannot be had.
    package enum Failure: Error, Hashable {
        /// Another holds it; `process` is its number where the file says so.
        case held(process: Int32?)
        case refused(FileError)
    }

    private let descriptor: Int32

    /// Locks a file, made if it is not there; it stays afterwards, since removing it would race.
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
        // The number is for people; a lock file that cannot be written is a lock all the same.
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
