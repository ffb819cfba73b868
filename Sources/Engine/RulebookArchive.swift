package import Calendars
import Cases
package import Rules

/// The documents of a rulebook as the store keeps them under its digest.
package enum RulebookArchive {
    package static func bytes(of documents: [RuleDocument]) -> [UInt8] {
        JSON.array(
            documents.map { document in
                .array([
                    .string(document.path),
                    .string(String(decoding: document.bytes, as: UTF8.self)),
                    .string(document.name),
                ])
            }
        ).bytes()
    }

    package static func documents(in bytes: [UInt8]) -> [RuleDocument] {
        let json = try? JSONReader.read(bytes, limits: .stored)
        return (json?.array ?? []).compactMap { pair in
            guard let list = pair.array, list.count >= 2, let path = list[0].string,
                let text = list[1].string
            else { return nil }
            let name = list.count > 2 ? list[2].string : nil
            return RuleDocument(path: path, name: name, bytes: Array(text.utf8))
        }
    }

    /// The rulebook read again; nil where this Duebell no longer understands it.
    package static func rulebook(
        in bytes: [UInt8], zones: @escaping @Sendable (String) -> Zone?
    ) -> Rulebook? {
        RulebookReader.read(documents: documents(in: bytes), zones: zones).rulebook
    }
}
