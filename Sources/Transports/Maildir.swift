import Glibc

/// A folder of mails, into which a file comes whole or not at all.
struct Maildir {
    /// What the system said, and on doing what.
    struct Failure: Error, CustomStringConvertible {
        let operation: String
        let number: Int32

        /// Takes the number of the call that has just failed.
        init(_ operation: String) {
            self.operation = operation
            number = errno
        }

        var description: String { "\(operation): \(String(cString: strerror(number)))" }
    }

    let path: String

    /// Puts a file into `new`, on the disk when this returns; nothing where it is there already.
    func deliver(_ bytes: [UInt8], as name: String) throws(Failure) {
        for folder in ["tmp", "new", "cur"] { try makeFolder(path + "/" + folder) }
        let arrived = ["new/\(name)", "cur/\(name):2,", "cur/\(name):2,S"]
        if arrived.contains(where: { access(path + "/" + $0, F_OK) == 0 }) { return }
        let draft = path + "/tmp/" + name
        do throws(Failure) {
            try write(bytes, to: draft)
            guard rename(draft, path + "/new/" + name) == 0 else { throw Failure("move to new") }
        } catch {
            unlink(draft)
            throw error
        }
        try synchronize(path + "/new")
    }

    private func write(_ bytes: [UInt8], to file: String) throws(Failure) {
        let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Failure("make a file in tmp") }
        defer { close(descriptor) }
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                let rest = UnsafeRawBufferPointer(rebasing: buffer[written...])
                return Glibc.write(descriptor, rest.baseAddress, rest.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Failure("write the mail") }
            written += count
        }
        guard fsync(descriptor) == 0 else { throw Failure("write the mail to disk") }
    }

    private func synchronize(_ folder: String) throws(Failure) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure("open the folder") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw Failure("write the folder to disk") }
    }

    /// Makes what is missing on the way too; private to the owner, as mails are.
    private func makeFolder(_ folder: String) throws(Failure) {
        if mkdir(folder, 0o700) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, let slash = folder.lastIndex(of: "/"), slash != folder.startIndex
        else { throw Failure("make the folder") }
        try makeFolder(String(folder[..<slash]))
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw Failure("make the folder") }
    }
}
