internal import Glibc

/// The kind of a directory entry, known before the entry is opened.
package enum EntryKind: Hashable, Sendable {
    case file
    case directory
    case link
    /// A pipe, a socket or a device.
    case special

    /// Derives the kind from the mode of a `stat`.
    init(mode: mode_t) {
        switch mode & S_IFMT {
        case S_IFREG: self = .file
        case S_IFDIR: self = .directory
        case S_IFLNK: self = .link
        default: self = .special
        }
    }

    /// The kind in words, with its article.
    package var name: String {
        switch self {
        case .file: "a file"
        case .directory: "a directory"
        case .link: "a symbolic link"
        case .special: "a pipe, socket or device"
        }
    }
}
