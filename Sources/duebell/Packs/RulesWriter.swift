import Foundation
import Rules

/// A writer of rule documents below a folder that replaces nothing unasked.
struct RulesWriter {
    let folder: String

    /// Writes files under their names; returns the paths written, without those that had the same
    /// content already.
    ///
    /// Throws before it writes anything if a file has another content and `replacing` is false.
    func write(_ files: [RuleDocument], replacing: Bool) throws(Failure) -> [String] {
        let manager = FileManager.default
        func path(_ file: RuleDocument) -> String { folder + "/" + file.name }
        let present = files.filter { manager.fileExists(atPath: path($0)) }
        let same = Set(
            present.filter { manager.contents(atPath: path($0)) == Data($0.bytes) }.map(\.name))
        let different = present.filter { !same.contains($0.name) }
        guard different.isEmpty || replacing else {
            throw Failure(
                .cannotCreate,
                different.map { "\(path($0)): is there already with another content" }
                    .joined(separator: "\n")
                    + "\nnothing was written; --force replaces the files")
        }
        var written: [String] = []
        for file in files where !same.contains(file.name) {
            do {
                try manager.createDirectory(
                    atPath: URL(filePath: path(file)).deletingLastPathComponent().path,
                    withIntermediateDirectories: true)
                try Data(file.bytes).write(to: URL(filePath: path(file)), options: .atomic)
            } catch {
                throw Failure(.cannotCreate, "\(path(file)): \(error.localizedDescription)")
            }
            written.append(path(file))
        }
        return written
    }
}
