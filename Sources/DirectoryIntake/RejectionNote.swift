internal import Cases
internal import Foundation
import JSON

/// The explanation of a rejected file or record, as written beside it for its sender.
package struct RejectionNote: Hashable, Sendable {
    /// The path of the rejected file.
    package let path: String
    /// The errors, each with its place and the accepted values.
    package let causes: [String]

    package init(path: String, causes: [String]) {
        self.path = path
        self.causes = causes
    }

    /// Finds the explanation of a file, or of a record that the store refused; nil if there is
    /// none.
    ///
    /// `digest` is the digest of the record's body.
    package static func find(of file: String, digest: String, in state: String) -> RejectionNote? {
        let folder = state + "/rejected"
        let suffix = ".error.json"
        let conflict = "conflict-\(digest.prefix(16)).json"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let found = names.sorted().last { name in
            name.hasSuffix(suffix)
                && (name.hasPrefix(file) || name.hasPrefix(conflict))
        }
        guard let found, let data = FileManager.default.contents(atPath: folder + "/" + found),
            let note = try? JSONReader.read(Array(data), limits: .stored)
        else { return nil }
        let causes = (note["errors"]?.array ?? []).map { cause in
            let texts = ["pointer", "reason"].compactMap { cause[$0]?.string }
            let accepted = cause["accepted"]?.string ?? ""
            return texts.filter { !$0.isEmpty }.joined(separator: ": ")
                + (accepted.isEmpty ? "" : "; accepted is \(accepted)")
        }
        return RejectionNote(path: folder + "/" + found.dropLast(suffix.count), causes: causes)
    }
}
