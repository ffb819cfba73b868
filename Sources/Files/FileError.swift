internal import Glibc

/// A failed file operation, with its path and the system's error code.
package struct FileError: Error, Hashable, Sendable, CustomStringConvertible {
    package let operation: String
    package let path: String
    /// The `errno` value.
    package let code: Int32

    /// Returns the error of the last system call on this thread.
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

    /// The system's message for the code.
    package var reason: String { String(cString: strerror(code)) }
}
