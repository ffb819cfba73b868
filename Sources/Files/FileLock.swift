internal import Foundation
internal import Glibc

/// An exclusive lock on a file, held until released or until the process ends.
///
/// The lock belongs to the file and not to its name: it holds for every hard link. The kernel keeps
/// locks of this kind (`flock`) apart from the byte-range locks (`fcntl`) that SQLite uses, on
/// local file systems.
package final class FileLock: Sendable {
    /// The reason a lock was not acquired.
    package enum Failure: Error, Hashable {
        /// The lock is held by another process, whose id `process` is if the file contains one.
        case held(process: Int32?)
        case refused(FileError)
    }

    private let descriptor: Int32
    private let identity: Identity

    /// Locks a file that holds the id of the locking process, creating it if necessary.
    ///
    /// The file is never removed, since removal would race with another process.
    package convenience init(path: String) throws(Failure) {
        try self.init(path: path, isNote: true)
        let line = Array("\(getpid())\n".utf8)
        // The process id is for people; a lock file that cannot be written still locks.
        if ftruncate(descriptor, 0) == 0 { _ = pwrite(descriptor, line, line.count, 0) }
    }

    /// Locks a file with other content, creating an empty one if necessary; its content is neither
    /// read nor changed.
    package convenience init(onContentOf path: String) throws(Failure) {
        try self.init(path: path, isNote: false)
    }

    private init(path: String, isNote: Bool) throws(Failure) {
        // Closing any descriptor of a file drops all byte-range locks that this process has on it,
        // so a file locked by this process is not opened again.
        var status = stat()
        if stat(path, &status) == 0, Self.held.contains(Identity(status)) {
            throw .held(process: getpid())
        }
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw .refused(.last("lock", path)) }
        guard Self.locks(descriptor) else {
            let error = FileError.last("lock", path)
            defer { close(descriptor) }
            guard error.code == EWOULDBLOCK else { throw .refused(error) }
            throw .held(process: isNote ? Self.process(in: descriptor) : nil)
        }
        guard fstat(descriptor, &status) == 0, Self.held.insert(Identity(status)) else {
            close(descriptor)
            throw .held(process: getpid())
        }
        self.descriptor = descriptor
        identity = Identity(status)
    }

    /// Locks a file, trying again for some milliseconds: `isHeld` in another process shares the
    /// lock for an instant.
    private static func locks(_ descriptor: Int32) -> Bool {
        for _ in 0..<10 {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
            guard errno == EWOULDBLOCK else { return false }
            var pause = timespec(tv_sec: 0, tv_nsec: 1_000_000)
            nanosleep(&pause, nil)
        }
        return flock(descriptor, LOCK_EX | LOCK_NB) == 0
    }

    /// Returns true if a process holds the lock on a file, which need not exist; changes nothing.
    package static func isHeld(path: String) -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
    }

    deinit {
        Self.held.remove(identity)
        close(descriptor)
    }

    private static func process(in descriptor: Int32) -> Int32? {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        return count > 0 ? number(in: bytes[..<count]) : nil
    }

    /// Returns the number at the beginning of a text; nil if there is none.
    static func number(in text: some Collection<UInt8>) -> Int32? {
        let digits = text.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= $0 }
        return Int32(String(decoding: digits, as: UTF8.self))
    }

    /// The identity of a file, whatever its names.
    private struct Identity: Hashable {
        let device: UInt64
        let inode: UInt64

        init(_ status: stat) {
            device = UInt64(status.st_dev)
            inode = UInt64(status.st_ino)
        }
    }

    /// The files locked by this process.
    private final class Held: @unchecked Sendable {
        private let lock = NSLock()
        private var files: Set<Identity> = []

        func contains(_ file: Identity) -> Bool {
            lock.withLock { files.contains(file) }
        }

        func insert(_ file: Identity) -> Bool {
            lock.withLock { files.insert(file).inserted }
        }

        func remove(_ file: Identity) {
            lock.withLock { _ = files.remove(file) }
        }
    }

    private static let held = Held()
}
