internal import Glibc

/// An open directory, whose entries are reached through its descriptor: no path is resolved twice.
package final class Directory: Sendable {
    package let path: String
    package let descriptor: Int32

    /// Opens a directory by a path that a person configured; symbolic links are followed.
    package init(path: String) throws(FileError) {
        self.path = path
        descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if descriptor < 0 { throw FileError.last("open", path) }
    }

    /// Opens a directory in another; a symbolic link is refused.
    package init(_ name: String, in parent: Directory) throws(FileError) {
        path = parent.path + "/" + name
        descriptor = openat(
            parent.descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        if descriptor < 0 { throw FileError.last("open", path) }
    }

    deinit {
        close(descriptor)
    }

    /// Opens a directory in this one, creating it if necessary.
    package func making(
        _ name: String, mode: UInt32 = 0o750
    ) throws(FileError) -> Directory {
        if mkdirat(descriptor, name, mode) != 0, errno != EEXIST {
            throw FileError.last("make", path + "/" + name)
        }
        return try Directory(name, in: self)
    }

    /// Opens a directory by its path, creating the directory and its missing parents.
    package static func making(path: String, mode: UInt32) throws(FileError) -> Directory {
        func make(_ path: String) throws(FileError) {
            if mkdir(path, mode) == 0 || errno == EEXIST { return }
            guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex
            else { throw FileError.last("make", path) }
            try make(String(path[..<slash]))
            guard mkdir(path, mode) == 0 || errno == EEXIST else {
                throw FileError.last("make", path)
            }
        }
        try make(path)
        return try Directory(path: path)
    }

    /// Returns the path of an entry, for messages to people.
    package func shown(_ name: FileName) -> String {
        path + "/" + name.description
    }

    /// Returns true if the directory has an entry of that name.
    package func holds(_ name: FileName) -> Bool {
        var status = stat()
        return name.withCString { fstatat(descriptor, $0, &status, AT_SYMLINK_NOFOLLOW) } == 0
    }

    /// Returns true if an entry is a directory and not a link to one.
    package func isDirectory(_ name: String) -> Bool {
        var status = stat()
        return fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0
            && EntryKind(mode: status.st_mode) == .directory
    }

    /// Flushes the directory's entries to disk, so that they survive a crash.
    package func synchronize() throws(FileError) {
        if fsync(descriptor) != 0 { throw FileError.last("write", path) }
    }

    /// Removes a file.
    package func remove(_ name: FileName) throws(FileError) {
        guard name.withCString({ unlinkat(descriptor, $0, 0) }) == 0 else {
            throw FileError.last("remove", shown(name))
        }
    }

    /// Removes a directory in this one if it is empty.
    package func removeEmpty(_ name: String) {
        _ = unlinkat(descriptor, name, AT_REMOVEDIR)
    }

    /// Moves an entry, replacing any entry of the new name.
    package func rename(_ name: FileName, to target: Directory, as newName: FileName)
        throws(FileError)
    {
        let done = name.withCString { old in
            newName.withCString { renameat(descriptor, old, target.descriptor, $0) }
        }
        guard done == 0 else { throw FileError.last("move", shown(name)) }
    }
}

extension Directory {
    /// Writes a file atomically: the name appears once the whole content is on disk.
    package func write(_ bytes: [UInt8], as name: FileName) throws(FileError) {
        try publish(as: name) { file, draft throws(FileError) in
            try Self.write(bytes, to: file, shown: shown(draft))
        }
    }

    /// Copies an open file from its beginning, atomically: the name appears once the copy is on
    /// disk.
    package func copy(of source: Int32, as name: FileName) throws(FileError) {
        try publish(as: name) { file, draft throws(FileError) in
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while true {
                let count = Glibc.read(source, &buffer, buffer.count)
                if count < 0 { throw FileError.last("read", shown(name)) }
                if count == 0 { return }
                try Self.write(Array(buffer[..<count]), to: file, shown: shown(draft))
            }
        }
    }

    /// Writes a file under its final name, to be moved elsewhere later; its content is on disk on
    /// return.
    ///
    /// A partial file left by a process that died is replaced.
    func draft(_ bytes: [UInt8], as name: FileName, mode: UInt32) throws(FileError) {
        _ = name.withCString { unlinkat(descriptor, $0, 0) }
        try create(name, mode: mode) { file throws(FileError) in
            try Self.write(bytes, to: file, shown: shown(name))
        }
    }

    private func publish(
        as name: FileName, _ fill: (Int32, FileName) throws(FileError) -> Void
    ) throws(FileError) {
        let draft = FileName(".").appending("duebell-\(getpid())-\(Self.drafts.next())")
        // A process with the same id may have died here.
        _ = draft.withCString { unlinkat(descriptor, $0, 0) }
        try create(draft, mode: 0o640) { file throws(FileError) in try fill(file, draft) }
        do {
            try rename(draft, to: self, as: name)
        } catch {
            try? remove(draft)
            throw error
        }
        try synchronize()
    }

    private func create(
        _ name: FileName, mode: UInt32, _ fill: (Int32) throws(FileError) -> Void
    ) throws(FileError) {
        let file = name.withCString {
            openat(descriptor, $0, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
        }
        if file < 0 { throw FileError.last("write in", path) }
        defer { close(file) }
        do throws(FileError) {
            try fill(file)
            if fsync(file) != 0 { throw FileError.last("write", shown(name)) }
        } catch {
            try? remove(name)
            throw error
        }
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
