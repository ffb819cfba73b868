package import Calendars

/// The times and durations that Duebell itself wrote into the details of a fault, which are in UTC
/// and in ISO 8601.
package enum LocalTimes {
    /// Returns the text with its RFC 3339 times in UTC and its ISO 8601 durations written for
    /// people.
    package static func text(
        _ text: String, _ time: (Instant) -> String, _ span: (Duration) -> String
    ) -> String {
        let marks = [UInt8(ascii: "Z"), UInt8(ascii: "P")]
        guard text.utf8.contains(where: marks.contains) else { return text }
        var said = ""
        var word = ""
        for character in text {
            if character.isASCII,
                character.isLetter || character.isNumber || ":.-".contains(character)
            {
                word.append(character)
                continue
            }
            said += written(word, time, span) + String(character)
            word = ""
        }
        return said + written(word, time, span)
    }

    private static func written(
        _ word: String, _ time: (Instant) -> String, _ span: (Duration) -> String
    ) -> String {
        let end = word.lastIndex { !":.-".contains($0) }.map(word.index(after:))
        let core = word[..<(end ?? word.startIndex)]
        let rest = word[core.endIndex...]
        if core.utf8.count >= 20, core.last == "Z",
            let instant = try? Instant(rfc3339: String(core))
        {
            return time(instant) + rest
        }
        guard core.first == "P", core.dropFirst().first == "T",
            let duration = duration(core)
        else { return word }
        return span(duration) + rest
    }

    /// Reads a duration; fractions of a second are of no interest to a person.
    private static func duration(_ text: Substring) -> Duration? {
        let parts = text.split(separator: ".")
        let whole = parts.count == 2 ? parts[0] + "S" : text
        return Period(String(whole))?.exactDuration
    }
}
