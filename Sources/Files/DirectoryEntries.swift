internal import Glibc

/// An incremental listing of a directory, so that 100,000 names need not be in memory at once.
package final class DirectoryEntries {
    private let stream: OpaquePointer
    private let directory: Directory

    /// Opens the directory a second time, positioned at its first entry.
    package init(of directory: Directory) throws(FileError) {
        self.directory = directory
        // A separate descriptor, since the reading position belongs to the descriptor.
        let descriptor = openat(
            directory.descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if descriptor < 0 { throw FileError.last("read", directory.path) }
        guard let stream = fdopendir(descriptor) else {
            let error = FileError.last("read", directory.path)
            close(descriptor)
            throw error
        }
        self.stream = stream
    }

    deinit {
        closedir(stream)
    }

    /// Returns the next entry in the directory's own order; nil at the end.
    package func next() -> (name: FileName, kind: EntryKind)? {
        while let entry = readdir(stream) {
            let name = Self.name(of: entry)
            if name.bytes == [0x2E] || name.bytes == [0x2E, 0x2E] { continue }
            guard let kind = kind(of: entry, name) else { continue }
            return (name, kind)
        }
        return nil
    }

    private static func name(of entry: UnsafeMutablePointer<dirent>) -> FileName {
        let offset = MemoryLayout<dirent>.offset(of: \dirent.d_name) ?? 0
        let start = UnsafeRawPointer(entry).advanced(by: offset)
            .assumingMemoryBound(to: UInt8.self)
        let length = strlen(UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self))
        return FileName(Array(UnsafeBufferPointer(start: start, count: length)))
    }

    /// Returns the kind of an entry; nil if the entry has disappeared.
    private func kind(of entry: UnsafeMutablePointer<dirent>, _ name: FileName) -> EntryKind? {
        switch Int(entry.pointee.d_type) {
        case Int(DT_REG): return .file
        case Int(DT_DIR): return .directory
        case Int(DT_LNK): return .link
        case Int(DT_UNKNOWN):
            var status = stat()
            let found = name.withCString {
                fstatat(directory.descriptor, $0, &status, AT_SYMLINK_NOFOLLOW)
            }
            return found == 0 ? EntryKind(mode: status.st_mode) : nil
        default: return .special
        }
    }
}
