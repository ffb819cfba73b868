import Cases
import Deliveries
import Messages
import Rules

/// A report of a mail system in plain text, written for people.
///
/// Evidence is only what the system says itself: a copy of our mail, and lines that quote it, are
/// left out. What is said of a delay and of a failure at once is unclear.
struct BounceText {
    enum Meaning {
        case failure(Receipt.Answer)
        case delay
        case unclear
    }

    /// The lines of the system itself.
    private let lines: [Substring]
    /// The copy of the mail that follows; empty if there is none.
    let copy: MailPart
    private let title: String

    private static let linesMax = 500
    private static let lineMax = 1_000

    /// Splits a text; `title` is the report's own subject, `subjects` are known subjects of ours.
    init(_ text: String, title: String, subjects: [String]) {
        let all = text.split(separator: "\n", omittingEmptySubsequences: false)
            .prefix(Self.linesMax).map { $0.prefix(Self.lineMax) }
        let end = all.firstIndex { Self.beginsCopy($0) } ?? all.endIndex
        let rest = all[end...]
        let fields = rest.drop { !Self.isField($0) }
        copy = MailPart(Array(fields.joined(separator: "\n").utf8)[...])
        let (lines, quoted) = Self.unquoted(all[..<end])
        let known = (subjects + quoted + [copy.value("subject").map(EncodedWords.decode) ?? ""])
            .map { $0.trimmed.lowercased() }.filter { $0.count > 5 }
        func isOurs(_ line: some StringProtocol) -> Bool {
            let line = line.lowercased()
            return known.contains { line.contains($0) }
        }
        self.lines = lines.filter { !isOurs($0) }
        self.title = isOurs(title) ? Self.lead(of: title) : title.lowercased()
    }

    /// Returns the part of a title before the subject it repeats.
    private static func lead(of title: String) -> String {
        title.prefix { $0 != ":" && $0 != "：" }.lowercased()
    }

    /// The addresses with which a line of the system begins.
    var addresses: [String] {
        lines.compactMap { line in
            let word = line.trimmed.prefix { $0 != " " && $0 != "\t" && $0 != "," }
            let address = (word.split { ":：<>()\"'*•".contains($0) }).last ?? ""
            let halves = address.split(separator: "@", omittingEmptySubsequences: false)
            return halves.count == 2 && halves.allSatisfy { !$0.isEmpty } ? String(address) : nil
        }
    }

    /// Returns the meaning; `isNamed` is true if a field of the head names failed recipients.
    func meaning(isNamed: Bool) -> Meaning {
        let lower = lines.map { $0.lowercased().replacing("’", with: "'") }
        func says(_ phrases: [String]) -> Substring? {
            lower.indices.first { index in phrases.contains { lower[index].contains($0) } }
                .map { lines[$0] }
        }
        func isTitled(_ phrases: [String]) -> Bool { phrases.contains { title.contains($0) } }
        let isDelayed = says(BouncePhrases.delay) != nil || isTitled(BouncePhrases.delay)
        let answer = lines.lazy.compactMap { Self.answer(in: $0) }.first
        let final = says(BouncePhrases.final)
        if isDelayed { return answer == nil && final == nil && !isNamed ? .delay : .unclear }
        if let answer { return .failure(answer) }
        if let line = final ?? says(BouncePhrases.failure) {
            return .failure(Self.answer(0, line))
        }
        guard isNamed || isTitled(BouncePhrases.failure) else { return .unclear }
        return .failure(Self.answer(0, lines.first { !$0.trimmed.isEmpty } ?? ""))
    }

    // MARK: Quotes

    private static func beginsCopy(_ line: Substring) -> Bool {
        let text = line.drop { "-=_*> \t".contains($0) }.lowercased()
        return BouncePhrases.copies.contains { text.hasPrefix($0) }
    }

    private static func isField(_ line: Substring) -> Bool {
        guard let colon = line.firstIndex(of: ":") else { return false }
        let name = line[..<colon]
        return (1...40).contains(name.utf8.count)
            && name.utf8.allSatisfy { (0x21..<0x7F).contains($0) }
    }

    /// Returns the lines that quote nothing, and the subjects quoted on the others.
    private static func unquoted(
        _ lines: ArraySlice<Substring>
    ) -> (lines: [Substring], subjects: [String]) {
        var (own, subjects): ([Substring], [String]) = ([], [])
        var isExpected = false
        for line in lines {
            let text = line.trimmed
            if text.hasPrefix(">") { continue }
            let label = text.prefix { $0 != ":" && $0 != "：" }
            let isLabel =
                label.count < min(text.count, 60)
                && BouncePhrases.subjects.contains { label.lowercased().contains($0) }
            if isLabel || isExpected, !text.isEmpty {
                let subject = isLabel ? text.dropFirst(label.count + 1).trimmed : text
                isExpected = subject.isEmpty
                if !subject.isEmpty { subjects.append(EncodedWords.decode(String(subject))) }
            } else {
                own.append(line)
            }
        }
        return (own, subjects)
    }

    // MARK: Codes

    private static let codes: Set<Substring> = [
        "510", "511", "512", "521", "523", "541", "550", "551", "552", "553", "554", "555", "556",
        "557", "571",
    ]

    /// Returns the answer of a server that a line repeats, if it is a permanent failure.
    private static func answer(in line: Substring) -> Receipt.Answer? {
        var previous = ""
        for word in line.split(whereSeparator: { " \t()[]<>{}:：;；,，。'\"#=-".contains($0) }) {
            if isStatus(word) { return answer(0, line) }
            if codes.contains(word) {
                let before = line[..<word.startIndex].trimmed.last
                let isIntroduced = before.map { !($0.isLetter || $0.isNumber) } ?? true
                if isIntroduced || BouncePhrases.introductions.contains(previous.lowercased()) {
                    return answer(Int(word) ?? 0, line)
                }
            }
            previous = String(word)
        }
        return nil
    }

    /// Returns true for a code of a permanent failure, such as 5.1.1. Source: RFC 3463 section 2.
    private static func isStatus(_ word: Substring) -> Bool {
        let numbers = word.split(separator: ".", omittingEmptySubsequences: false)
        return numbers.count == 3 && numbers[0] == "5"
            && numbers.allSatisfy { (1...3).contains($0.count) && Int($0) != nil }
    }

    private static func answer(_ code: Int, _ line: Substring) -> Receipt.Answer {
        Receipt.Answer(code: code, text: "it came back: " + line.trimmed, isQuoting: true)
    }
}
