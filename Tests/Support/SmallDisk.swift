import Foundation
import Glibc

/// A separate file system small enough to be filled; nil if the test may not mount one.
package final class SmallDisk {
    private let path: String

    /// True if this test may mount file systems: usually only root may.
    package static var isPossible: Bool {
        guard let folder = try? TestFolder().with("disk") else { return false }
        return SmallDisk(at: folder.path + "/disk", kilobytes: 64) != nil
    }

    /// Mounts the file system over a folder until released.
    package init?(at path: String, kilobytes: Int) {
        self.path = path
        guard mount("tmpfs", path, "tmpfs", 0, "size=\(kilobytes)k") == 0 else { return nil }
    }

    deinit {
        umount2(path, Int32(MNT_DETACH))
    }

    /// Fills the file system; returns true if it is full.
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
