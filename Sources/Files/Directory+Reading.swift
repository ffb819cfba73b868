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
        let file: OpenFile
        let before: FileStamp
        switch opened(name, followingLinks: followingLinks) {
        case .failure(let outcome): return outcome.content
        case .success(let found): (file, before) = found
        }
        guard before.size <= bytesMax else { return .tooLarge(before) }
        // One byte more than expected reveals a file that has grown.
        guard let bytes = file.bytes(from: 0, atMost: before.size + 1) else {
            return .failed(.last("read", shown(name)))
        }
        guard file.stamp == before, bytes.count == before.size else { return .changing }
        return .whole(bytes, before)
    }

    /// Reads up to `bytesMax` bytes from the beginning of a regular file, as it is now.
    package func readBeginning(of name: FileName, bytesMax: Int) -> FileContent {
        switch opened(name, followingLinks: false) {
        case .failure(let outcome): return outcome.content
        case .success(let (file, stamp)):
            guard let bytes = file.bytes(from: 0, atMost: bytesMax) else {
                return .failed(.last("read", shown(name)))
            }
            return .whole(bytes, stamp)
        }
    }

    /// The outcome for an entry that cannot be read.
    package struct Unread: Error {
        package let content: FileContent
    }

    /// Opens a regular file for reading; never blocks on a pipe or device.
    package func opened(
        _ name: FileName, followingLinks: Bool = false
    ) -> Result<(OpenFile, FileStamp), Unread> {
        func unread(_ content: FileContent) -> Result<(OpenFile, FileStamp), Unread> {
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
        return .success((OpenFile(descriptor: file), FileStamp(status)))
    }

    /// Returns the current stamp of a file; nil if there is none.
    package func stamp(of name: FileName) -> FileStamp? {
        var status = stat()
        let found = name.withCString { fstatat(descriptor, $0, &status, AT_SYMLINK_NOFOLLOW) }
        return found == 0 ? FileStamp(status) : nil
    }
}
