import Calendars
import Cases
import JSON
import Messages
import Storage

/// One entry of an incident's journal.
struct JournalEntry {
    private let json: JSON

    /// Returns the entries of a stored row.
    static func entries(of row: JournalRow) -> [Self] {
        ((try? JSONReader.read(row.body, limits: .stored))?.array ?? []).map { Self(json: $0) }
    }

    /// Returns the entry for a person, in one line.
    func line(
        _ words: ViewPhrases, _ facts: FaultPhrases, time: (Instant) -> String
    ) -> String {
        let fault = word("fault", Fault.Kind.init(rawValue:)) { facts.text($0) }
        let reason = word("reason", Notice.Reason.init(rawValue:)) { words.reason($0) }
        let about = text("obligation").map { facts.text(FaultSubject($0)) }
        let shown = [
            text("type").map(words.entry), fault, text("verdict").map(words.verdict(named:)),
            text("lateBy").map { words.span(iso8601: $0) }, reason, text("to"), about,
            text("dueAt").map { (try? Instant(rfc3339: $0)).map(time) ?? $0 },
        ]
        let rest = [
            json["step"]?.integer.map { words.step(Int($0)) },
            json["detail"].flatMap(FaultDetail.init(coded:)).map(facts.text),
            json["waitsFor"].flatMap(OpenQuestion.init(coded:)).map(facts.text),
            text("by"), text("rules").map { String($0.prefix(12)) },
        ]
        return (shown + rest).compactMap { $0?.split(separator: " ").joined(separator: " ") }
            .filter { !$0.isEmpty }.joined(separator: "  ")
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

    private func text(_ key: String) -> String? { json[key]?.string }

    private func word<Word>(
        _ key: String, _ read: (String) -> Word?, _ say: (Word) -> String
    ) -> String? {
        text(key).map { text in read(text).map(say) ?? text }
    }
}
