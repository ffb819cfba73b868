internal import Glibc

extension Directory {
    /// Moves a file, also across file systems: the copy is complete before the original is removed.
    package func move(_ name: FileName, to target: Directory, as newName: FileName)
        throws(FileError)
    {
        do throws(FileError) {
            try rename(name, to: target, as: newName)
        } catch {
            guard error.code == EXDEV else { throw error }
            let file = name.withCString {
                openat(descriptor, $0, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
            }
            if file < 0 { throw FileError.last("move", shown(name)) }
            defer { close(file) }
            try target.copy(of: file, as: newName)
            try remove(name)
        }
    }
}
