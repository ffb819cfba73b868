internal import Glibc

/// The outcome of reading a file.
package enum FileContent: Sendable {
    case whole([UInt8], FileStamp)
    case tooLarge(FileStamp)
    /// A file modified during the read.
    case changing
    case gone
    case notFile(EntryKind)
    case failed(FileError)
}

extension Directory {
    /// Reads a regular file of at most `bytesMax` bytes; never blocks on a pipe or device.
    package func read(
        _ name: FileName, bytesMax: Int, followingLinks: Bool = false
    ) -> FileContent {
        let file: Int32
        let before: FileStamp
        switch opened(name, followingLinks: followingLinks) {
        case .failure(let outcome): return outcome.content
        case .success(let found): (file, before) = found
        }
        defer { close(file) }
        guard before.size <= bytesMax else { return .tooLarge(before) }
        // One byte more than expected reveals a file that has grown.
        guard let bytes = Self.bytes(of: file, atMost: before.size + 1) else {
            return .failed(.last("read", shown(name)))
        }
        var status = stat()
        guard fstat(file, &status) == 0, FileStamp(status) == before, bytes.count == before.size
        else { return .changing }
        return .whole(bytes, before)
    }

    /// Reads up to `bytesMax` bytes from the beginning of a regular file, as it is now.
    package func readBeginning(of name: FileName, bytesMax: Int) -> FileContent {
        switch opened(name, followingLinks: false) {
        case .failure(let outcome): return outcome.content
        case .success(let (file, stamp)):
            defer { close(file) }
            guard let bytes = Self.bytes(of: file, atMost: bytesMax) else {
                return .failed(.last("read", shown(name)))
            }
            return .whole(bytes, stamp)
        }
    }

    /// The outcome for an entry that cannot be read.
    private struct Unread: Error {
        let content: FileContent
    }

    private func opened(
        _ name: FileName, followingLinks: Bool
    ) -> Result<(Int32, FileStamp), Unread> {
        func unread(_ content: FileContent) -> Result<(Int32, FileStamp), Unread> {
            .failure(Unread(content: content))
        }
        // Without O_NONBLOCK, opening a pipe put in place of the file would block forever.
        let flags =
            O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | (followingLinks ? 0 : O_NOFOLLOW)
        let file = name.withCString { openat(descriptor, $0, flags) }
        guard file >= 0 else {
            switch errno {
            case ENOENT: return unread(.gone)
            case ELOOP: return unread(.notFile(.link))
            case ENXIO: return unread(.notFile(.special))
            default: return unread(.failed(.last("read", shown(name))))
            }
        }
        var status = stat()
        guard fstat(file, &status) == 0 else {
            defer { close(file) }
            return unread(.failed(.last("read", shown(name))))
        }
        let kind = EntryKind(mode: status.st_mode)
        guard kind == .file else {
            close(file)
            return unread(.notFile(kind))
        }
        return .success((file, FileStamp(status)))
    }

    /// Returns the current stamp of a file; nil if there is none.
    package func stamp(of name: FileName) -> FileStamp? {
        var status = stat()
        let found = name.withCString { fstatat(descriptor, $0, &status, AT_SYMLINK_NOFOLLOW) }
        return found == 0 ? FileStamp(status) : nil
    }

    /// Reads up to a number of bytes; nil if the read fails.
    private static func bytes(of file: Int32, atMost count: Int) -> [UInt8]? {
        var isRead = true
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, total in
            total = 0
            while total < buffer.count {
                let room = buffer.count - total
                let got = Glibc.read(file, buffer.baseAddress?.advanced(by: total), room)
                if got < 0, errno == EINTR { continue }
                isRead = got >= 0
                total += max(0, got)
                // A regular file returns fewer bytes than requested only at its end.
                if got < room { return }
            }
        }
        return isRead ? bytes : nil
    }
}
