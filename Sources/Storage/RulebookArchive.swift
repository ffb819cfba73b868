package import Calendars
import Cases
internal import Foundation
import JSON
package import Rules

/// The documents of a rulebook in the form stored under its digest.
package enum RulebookArchive {
    /// Encodes documents as a JSON array of path, text, name and, unless valid UTF-8, base64.
    package static func bytes(of documents: [RuleDocument]) -> [UInt8] {
        JSON.array(
            documents.map { document in
                let text = String(validating: document.bytes, as: UTF8.self)
                let base64 = text == nil ? Data(document.bytes).base64EncodedString() : nil
                let parts =
                    [document.path, text ?? "", document.name] + [base64].compactMap(\.self)
                return .array(parts.map(JSON.string))
            }
        ).bytes()
    }

    /// Decodes documents; returns none if the bytes are not a JSON array.
    package static func documents(in bytes: [UInt8]) -> [RuleDocument] {
        let json = try? JSONReader.read(bytes, limits: .stored)
        return (json?.array ?? []).compactMap { pair in
            guard let list = pair.array?.map(\.string), list.count >= 2, let path = list[0],
                let text = list[1]
            else { return nil }
            let name = list.count > 2 ? list[2] : nil
            // An iCalendar file may be folded within a character, and is then not valid UTF-8.
            let base64 = list.count > 3 ? list[3].flatMap { Data(base64Encoded: $0) } : nil
            return RuleDocument(
                path: path, name: name, bytes: base64.map { Array($0) } ?? Array(text.utf8))
        }
    }

    /// Returns the rulebook stored under a digest, with its calendar files read as they were when
    /// it was put in force; nil if this version of Duebell no longer understands it.
    package static func rulebook(
        _ digest: String, in bytes: [UInt8], zones: @escaping @Sendable (String) -> Zone?
    ) -> Rulebook? {
        let documents = documents(in: bytes)
        func read(by edition: CalendarEdition) -> Rulebook? {
            RulebookReader.read(
                documents: documents, zones: zones, isKept: true, edition: edition
            ).rulebook
        }
        let current = read(by: .current)
        if current?.digest == digest { return current }
        let earlier = read(by: .wholeDays)
        return earlier?.digest == digest ? earlier : current
    }
}
