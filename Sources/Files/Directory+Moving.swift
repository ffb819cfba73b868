internal import Glibc

extension Directory {
    /// Moves a file, also across file systems: the copy is complete before the original is removed.
    ///
    /// Returns false for a copy: a process that still writes to the original then writes to a file
    /// without a name.
    package func move(_ name: FileName, to target: Directory, as newName: FileName)
        throws(FileError) -> Bool
    {
        do throws(FileError) {
            try rename(name, to: target, as: newName)
            return true
        } catch {
            guard error.code == EXDEV else { throw error }
            let file = name.withCString {
                openat(descriptor, $0, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
            }
            if file < 0 { throw FileError.last("move", shown(name)) }
            defer { close(file) }
            try target.copy(of: file, as: newName)
            try remove(name)
            return false
        }
    }

    /// Gives a file another name in this directory, unless an entry has that name.
    package func restore(_ name: FileName, as newName: FileName) throws(FileError) {
        let done = name.withCString { old in
            newName.withCString { linkat(descriptor, old, descriptor, $0, 0) }
        }
        guard done == 0 else { throw FileError.last("move", shown(name)) }
        try remove(name)
    }
}
