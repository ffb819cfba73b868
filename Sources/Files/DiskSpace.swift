internal import Glibc

/// The space of a file system.
package struct DiskSpace: Hashable, Sendable {
    /// The bytes that an ordinary process can still use.
    package let free: UInt64
    package let total: UInt64

    package init(free: UInt64, total: UInt64) {
        self.free = free
        self.total = total
    }

    /// Reads the space of the file system of a path; nil if it cannot be read.
    package init?(at path: String) {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { return nil }
        let unit = UInt64(status.f_frsize)
        self.init(
            free: UInt64(status.f_bavail) * unit, total: UInt64(status.f_blocks) * unit)
    }

    /// True if a database may soon find no room: less than 256 MiB, or less than a twentieth of a
    /// file system of up to 100 GiB.
    package var isShort: Bool {
        let mebibyte: UInt64 = 1 << 20
        return free < max(256 * mebibyte, min(total / 20, 5_120 * mebibyte))
    }
}
