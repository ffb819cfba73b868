import Cases
import JSON
import Messages
import Storage

/// One entry of an incident's journal.
struct DecisionEntry {
    private let json: JSON

    /// Returns the entries of a stored row.
    static func entries(of row: JournalRow) -> [Self] {
        ((try? JSONReader.read(row.body, limits: .stored))?.array ?? []).map { Self(json: $0) }
    }

    /// Returns the entry for programs, with facts in words.
    func json(in words: FaultPhrases) -> JSON {
        guard var entry = json.object else { return json }
        entry["detail"] = entry["detail"].map { detail in
            FaultDetail(coded: detail).map { .string(words.text($0)) } ?? detail
        }
        entry["waitsFor"] = entry["waitsFor"].map { question in
            OpenQuestion(coded: question).map { .string(words.text($0)) } ?? question
        }
        return .object(entry)
    }
}
