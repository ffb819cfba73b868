internal import Glibc

/// An open directory, by whose descriptor everything in it is reached: no path is walked twice.
final class Directory: Sendable {
    let path: String
    let descriptor: Int32

    /// Opens the directory a person named; on this way links are followed.
    init(path: String) throws(FileError) {
        self.path = path
        descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if descriptor < 0 { throw FileError.last("open", path) }
    }

    /// Opens a directory in another, itself and no link to one.
    init(_ name: String, in parent: Directory) throws(FileError) {
        path = parent.path + "/" + name
        descriptor = openat(
            parent.descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        if descriptor < 0 { throw FileError.last("open", path) }
    }

    deinit {
        close(descriptor)
    }

    /// Opens a directory in this one, made if it is not there.
    func making(_ name: String) throws(FileError) -> Directory {
        if mkdirat(descriptor, name, 0o750) != 0, errno != EEXIST {
            throw FileError.last("make", path + "/" + name)
        }
        return try Directory(name, in: self)
    }

    func shown(_ name: FileName) -> String {
        path + "/" + name.description
    }

    func holds(_ name: FileName) -> Bool {
        var status = stat()
        return name.withCString { fstatat(descriptor, $0, &status, AT_SYMLINK_NOFOLLOW) } == 0
    }

    /// Whether there is a directory of that name, and no link to one.
    func isDirectory(_ name: String) -> Bool {
        var status = stat()
        return fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0
            && EntryKind(mode: status.st_mode) == .directory
    }

    /// Makes the names in it last through a crash.
    func synchronize() throws(FileError) {
        if fsync(descriptor) != 0 { throw FileError.last("write", path) }
    }

    func remove(_ name: FileName) throws(FileError) {
        guard name.withCString({ unlinkat(descriptor, $0, 0) }) == 0 else {
            throw FileError.last("remove", shown(name))
        }
    }

    /// Moves an entry, replacing what has the new name.
    func rename(_ name: FileName, to target: Directory, as newName: FileName) throws(FileError) {
        let done = name.withCString { old in
            newName.withCString { renameat(descriptor, old, target.descriptor, $0) }
        }
        guard done == 0 else { throw FileError.last("move", shown(name)) }
    }
}

extension Directory {
    /// Writes a file that is whole and on the disk before it has its name.
    func write(_ bytes: [UInt8], as name: FileName) throws(FileError) {
        let draft = FileName(".").appending("duebell-\(getpid())-\(Self.drafts.next())")
        try create(draft) { file throws(FileError) in
            try Self.write(bytes, to: file, shown: shown(name))
        }
        try publish(draft, as: name)
    }

    /// Copies an open file from its beginning, whole and on the disk before it has its name.
    func copy(of source: Int32, as name: FileName) throws(FileError) {
        let draft = FileName(".").appending("duebell-\(getpid())-\(Self.drafts.next())")
        try create(draft) { file throws(FileError) in
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while true {
                let count = Glibc.read(source, &buffer, buffer.count)
                if count < 0 { throw FileError.last("read", shown(name)) }
                if count == 0 { return }
                try Self.write(Array(buffer[..<count]), to: file, shown: shown(name))
            }
        }
        try publish(draft, as: name)
    }

    private func create(
        _ draft: FileName, _ fill: (Int32) throws(FileError) -> Void
    ) throws(FileError) {
        let file = draft.withCString {
            openat(descriptor, $0, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o640)
        }
        if file < 0 { throw FileError.last("write in", path) }
        defer { close(file) }
        do throws(FileError) {
            try fill(file)
            if fsync(file) != 0 { throw FileError.last("write", shown(draft)) }
        } catch {
            try? remove(draft)
            throw error
        }
    }

    private func publish(_ draft: FileName, as name: FileName) throws(FileError) {
        do {
            try rename(draft, to: self, as: name)
        } catch {
            try? remove(draft)
            throw error
        }
        try synchronize()
    }

    private static func write(
        _ bytes: [UInt8], to file: Int32, shown: String
    ) throws(FileError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.write(file, buffer.baseAddress?.advanced(by: written), bytes.count - written)
            }
            if count < 0, errno != EINTR { throw FileError.last("write", shown) }
            written += max(0, count)
        }
    }

    private static let drafts = Counter()
}
