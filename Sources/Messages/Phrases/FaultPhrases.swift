package import Calendars
import Cases
package import Rules

/// The sentences for the facts of faults and notices, in one language.
///
/// Times, spans and units are written for the reader; texts written by people are shown unchanged.
package struct FaultPhrases: Sendable, Bilingual {
    package let language: Language
    let time: @Sendable (Instant) -> String
    let span: @Sendable (Duration) -> String
    let unit: @Sendable (Unit.ID) -> String
    /// True for readers, false for programs, which see the names of anchors.
    let isForPeople: Bool

    /// Creates the phrases for a reader, who sees the names of units.
    package init(
        _ language: Language, naming rulebook: Rulebook,
        time: @escaping @Sendable (Instant) -> String
    ) {
        let phrases = language.phrases
        self.init(
            language, time: time, span: { phrases.span($0) }, unit: { rulebook.name(of: $0) },
            isForPeople: true)
    }

    private init(
        _ language: Language, time: @escaping @Sendable (Instant) -> String,
        span: @escaping @Sendable (Duration) -> String,
        unit: @escaping @Sendable (Unit.ID) -> String, isForPeople: Bool = false
    ) {
        self.isForPeople = isForPeople
        self.language = language
        self.time = time
        self.span = span
        self.unit = unit
    }

    /// The English texts for programs and logs, with times in UTC and the ids of units.
    package static let program = Self(
        .english, time: { $0.rfc3339 }, span: { $0.iso8601 }, unit: { $0.text })

    /// Returns the texts of a language with times in UTC and the ids of units.
    package static func program(in language: Language) -> Self {
        let phrases = language.phrases
        return language == .english
            ? program
            : Self(
                language, time: { $0.rfc3339 }, span: { phrases.span($0) }, unit: { $0.text })
    }

    var colon: String { pick("：", ": ") }
    var semicolon: String { pick("；", "; ") }
    func listed(_ texts: [String]) -> String { texts.joined(separator: pick("、", ", ")) }
    func added(_ why: String?) -> String { why.map { colon + $0 } ?? "" }
}
