import Foundation
import Glibc

/// A file system of its own, small enough to be filled; nil where the test may not mount one.
package final class SmallDisk {
    private let path: String

    /// Whether this test may mount anything: root may, and few others.
    package static var isPossible: Bool {
        guard let folder = try? TestFolder().with("disk") else { return false }
        return SmallDisk(at: folder.path + "/disk", kilobytes: 64) != nil
    }

    /// Mounted over a folder until it is let go.
    package init?(at path: String, kilobytes: Int) {
        self.path = path
        guard mount("tmpfs", path, "tmpfs", 0, "size=\(kilobytes)k") == 0 else { return nil }
    }

    deinit {
        umount2(path, Int32(MNT_DETACH))
    }

    /// Takes all the room there is.
    package func fill() -> Bool {
        let file = open(path + "/ballast", O_WRONLY | O_CREAT | O_APPEND, 0o600)
        defer { close(file) }
        let block = [UInt8](repeating: 0, count: 512)
        while write(file, block, block.count) == block.count {}
        return errno == ENOSPC
    }

    package func clear() {
        unlink(path + "/ballast")
    }
}
