package import Foundation

/// Files beside the tests of a target, read where they lie.
package struct TestFiles {
    package let folder: URL

    /// Takes the folder of the calling file.
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
