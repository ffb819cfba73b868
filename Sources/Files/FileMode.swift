internal import Glibc

/// The permissions of files that hold the office's records.
package enum FileMode {
    /// The mode of the state folder: its user, and its group to read.
    package static let folder: UInt32 = 0o750
    /// The mode of a file in it.
    package static let file: UInt32 = 0o640

    /// Returns the permissions of a path beyond an allowed mode; 0 if there is no such path.
    package static func excess(of path: String, over mode: UInt32) -> UInt32 {
        var status = stat()
        guard stat(path, &status) == 0 else { return 0 }
        return UInt32(status.st_mode) & 0o777 & ~mode
    }

    /// Takes the permissions beyond an allowed mode from a file; does nothing if it has none or
    /// does not exist.
    package static func tighten(_ path: String, to mode: UInt32) throws(FileError) {
        var status = stat()
        guard stat(path, &status) == 0, UInt32(status.st_mode) & 0o777 & ~mode != 0 else { return }
        guard chmod(path, status.st_mode & mode_t(mode)) == 0 else {
            throw FileError.last("restrict the permissions of", path)
        }
    }
}
