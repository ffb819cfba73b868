package import Calendars
internal import Glibc

/// The metadata that identifies an unchanged file, content included.
package struct FileStamp: Hashable, Sendable {
    package let device: UInt64
    package let inode: UInt64
    package let size: Int
    package let modified: Instant
    private let modifiedSeconds: Int
    private let modifiedNanoseconds: Int
    private let changedSeconds: Int
    private let changedNanoseconds: Int

    /// A text that remains equal when the file is only moved.
    package var mark: String {
        "\(device).\(inode).\(size).\(modified.seconds).\(modifiedNanoseconds)"
    }

    init(_ status: stat) {
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        size = Int(status.st_size)
        modified = Instant(
            milliseconds: Int64(status.st_mtim.tv_sec) * 1_000
                + Int64(status.st_mtim.tv_nsec) / 1_000_000)
        modifiedSeconds = status.st_mtim.tv_sec
        modifiedNanoseconds = status.st_mtim.tv_nsec
        changedSeconds = status.st_ctim.tv_sec
        changedNanoseconds = status.st_ctim.tv_nsec
    }

    /// True if writing was the last change: a later move would have changed the second time alone.
    ///
    /// A write sets the time of the content and that of the file to the same value.
    package var isWrittenLast: Bool {
        changedSeconds == modifiedSeconds && changedNanoseconds == modifiedNanoseconds
    }

    /// Returns true if two stamps are of one file, whatever its content.
    package func isSameFile(as other: FileStamp) -> Bool {
        device == other.device && inode == other.inode
    }

    /// Returns the time since the file was last written, without its sign: the file's clock may be
    /// ahead of ours.
    package func age(at now: Instant) -> Duration {
        now > modified ? now - modified : modified - now
    }
}
