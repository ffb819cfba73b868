package import Foundation

/// The files next to the tests of a target, read in place.
package struct TestFiles {
    package let folder: URL

    /// Uses the folder of the calling file.
    package init(beside file: String = #filePath) {
        folder = URL(filePath: file).deletingLastPathComponent()
    }

    package func bytes(_ path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: folder.appending(path: path)))
    }

    package func names(in path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: path).path)
            .sorted()
    }
}
