import Calendars
import Cases
import JSON
import Rules

/// A test file whose expectations are replaced by what happened, for review.
struct TestUpdate {
    let document: RuleDocument
    let zone: Zone

    /// Returns the text of the file with the new expectations of some of its cases.
    ///
    /// Only the values of `expect` change; comments and the form of the rest stay.
    func text(_ changes: [(name: String, expected: [JSONObject])]) throws(JSONError) -> [UInt8] {
        let root = try JSONReader.read(document.bytes)
        let positions = JSONPositions(of: root, in: document.bytes)
        var text = document.bytes
        let places = changes.compactMap { change -> (start: Int, lines: [JSONObject])? in
            positions.offset(of: JSONPointer(["cases", change.name, "expect"])).map {
                ($0, change.expected)
            }
        }
        // From the end, so that the offsets before stay valid.
        for place in places.sorted(by: { $0.start > $1.start }) {
            var end = try JSONReader.readValue(in: text, from: place.start).end
            while end > place.start, text[end - 1] <= 0x20 { end -= 1 }
            let margin = Self.margin(of: place.start, in: text)
            text.replaceSubrange(place.start..<end, with: Array(list(place.lines, margin).utf8))
        }
        return text
    }

    private func list(_ lines: [JSONObject], _ margin: String) -> String {
        guard !lines.isEmpty else { return "[]" }
        let written = lines.map { line in
            let members = line.members.map { member in
                JSON.string(member.key).serialized() + ": "
                    + local(member.value, of: member.key).serialized()
            }
            return margin + "  { " + members.joined(separator: ", ") + " }"
        }
        return "[\n" + written.joined(separator: ",\n") + "\n" + margin + "]"
    }

    /// Returns a time in the rules' zone, and any other value as it is.
    private func local(_ value: JSON, of key: String) -> JSON {
        guard key == "at" || key == "dueAt", let text = value.string, text.last == "Z",
            let instant = try? Instant(rfc3339: text)
        else { return value }
        return .string(instant.rfc3339(in: zone))
    }

    /// Returns the blanks at the beginning of the line that contains an offset.
    private static func margin(of offset: Int, in text: [UInt8]) -> String {
        let start = text[..<offset].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        return String(
            decoding: text[start..<offset].prefix { $0 == 0x20 || $0 == 0x09 }, as: UTF8.self)
    }
}
