internal import Calendars
internal import Glibc

/// By which a file is known to be the same as before, in content as well.
struct FileStamp: Hashable, Sendable {
    let device: UInt64
    let inode: UInt64
    let size: Int
    let modified: Instant
    private let modifiedNanoseconds: Int
    private let changedSeconds: Int
    private let changedNanoseconds: Int

    /// The same for a file that was only moved.
    var mark: String { "\(device).\(inode).\(size).\(modified.seconds).\(modifiedNanoseconds)" }

    init(_ status: stat) {
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        size = Int(status.st_size)
        modified = Instant(
            milliseconds: Int64(status.st_mtim.tv_sec) * 1_000
                + Int64(status.st_mtim.tv_nsec) / 1_000_000)
        modifiedNanoseconds = status.st_mtim.tv_nsec
        changedSeconds = status.st_ctim.tv_sec
        changedNanoseconds = status.st_ctim.tv_nsec
    }

    /// How long ago it was last written; a clock that runs ahead of ours counts the same.
    func age(at now: Instant) -> Duration {
        now > modified ? now - modified : modified - now
    }
}

/// What came of reading a file.
enum FileContent: Sendable {
    case whole([UInt8], FileStamp)
    case tooLarge(FileStamp)
    /// It was written to meanwhile.
    case changing
    case gone
    case notFile(EntryKind)
    case failed(FileError)
}

extension Directory {
    /// Reads a regular file; never waits, never reads above the limit.
    func read(_ name: FileName, bytesMax: Int, followingLinks: Bool = false) -> FileContent {
        // Without O_NONBLOCK a pipe put in place of the file would hold us up for ever.
        let flags =
            O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | (followingLinks ? 0 : O_NOFOLLOW)
        let file = name.withCString { openat(descriptor, $0, flags) }
        guard file >= 0 else {
            switch errno {
            case ENOENT: return .gone
            case ELOOP: return .notFile(.link)
            case ENXIO: return .notFile(.special)
            default: return .failed(.last("read", shown(name)))
            }
        }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { return .failed(.last("read", shown(name))) }
        let kind = EntryKind(mode: status.st_mode)
        guard kind == .file else { return .notFile(kind) }
        let before = FileStamp(status)
        guard before.size <= bytesMax else { return .tooLarge(before) }
        guard let bytes = Self.bytes(of: file, count: before.size) else {
            return .failed(.last("read", shown(name)))
        }
        guard fstat(file, &status) == 0, FileStamp(status) == before, bytes.count == before.size
        else { return .changing }
        return .whole(bytes, before)
    }

    /// How a file stands now; nil where there is none.
    func stamp(of name: FileName) -> FileStamp? {
        var status = stat()
        let found = name.withCString { fstatat(descriptor, $0, &status, AT_SYMLINK_NOFOLLOW) }
        return found == 0 ? FileStamp(status) : nil
    }

    /// Up to one byte more than expected, by which a file that grew is noticed.
    private static func bytes(of file: Int32, count: Int) -> [UInt8]? {
        var isRead = true
        let bytes = [UInt8](unsafeUninitializedCapacity: count + 1) { buffer, total in
            total = 0
            while total < buffer.count {
                let room = buffer.count - total
                let got = Glibc.read(file, buffer.baseAddress?.advanced(by: total), room)
                if got < 0, errno == EINTR { continue }
                isRead = got >= 0
                total += max(0, got)
                // A regular file gives less than is asked for only at its end.
                if got < room { return }
            }
        }
        return isRead ? bytes : nil
    }
}
