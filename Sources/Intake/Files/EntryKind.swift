internal import Glibc

/// What a directory entry is, before it is opened.
enum EntryKind: Hashable, Sendable {
    case file
    case directory
    case link
    /// A pipe, a socket or a device.
    case special

    init(mode: mode_t) {
        switch mode & S_IFMT {
        case S_IFREG: self = .file
        case S_IFDIR: self = .directory
        case S_IFLNK: self = .link
        default: self = .special
        }
    }

    var name: String {
        switch self {
        case .file: "a file"
        case .directory: "a directory"
        case .link: "a symbolic link"
        case .special: "a pipe, socket or device"
        }
    }
}
