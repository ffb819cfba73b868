internal import Glibc

/// A refusal of the file system: the operation, its path and the system's answer.
package struct FileError: Error, Hashable, Sendable, CustomStringConvertible {
    package let operation: String
    package let path: String
    /// The `errno`.
    package let code: Int32

    /// Returns the error that the last call on this thread left.
    package static func last(_ operation: String, _ path: String) -> FileError {
        FileError(operation: operation, path: path, code: errno)
    }

    package init(operation: String, path: String, code: Int32) {
        self.operation = operation
        self.path = path
        self.code = code
    }

    package var description: String {
        "\(path): cannot \(operation): \(reason)"
    }

    /// True if the entry is missing.
    package var isAbsence: Bool { code == ENOENT }

    /// The system's word for the code.
    package var reason: String { String(cString: strerror(code)) }

    /// True if it can pass with nobody changing this path: no room, a quota, a limit.
    package var isWorthRetrying: Bool {
        [ENOSPC, EDQUOT, EIO, EMFILE, ENFILE, EAGAIN, ENOMEM, ESTALE].contains(code)
    }
}
