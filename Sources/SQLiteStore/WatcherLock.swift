internal import Glibc
internal import Storage

/// The right to be a database's one watcher, held until it is let go or the process ends.
final class WatcherLock: Sendable {
    private let descriptor: Int32

    /// Takes `<database>.lock`; the file stays when it is over, since removing it would race.
    init(database path: String) throws(StoreError) {
        let file = path + ".lock"
        let operation = "lock \(file)"
        let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw .failed(during: operation, detail: String(cString: strerror(errno)))
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            defer { close(descriptor) }
            guard code == EWOULDBLOCK else {
                throw .failed(during: operation, detail: String(cString: strerror(code)))
            }
            throw .watched(lock: file, process: Self.process(in: descriptor))
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
