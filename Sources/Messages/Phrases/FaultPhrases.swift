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
    /// The name of a person whom a record names.
    let person: @Sendable (String) -> String
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
            person: { rulebook.name(ofPerson: $0) }, isForPeople: true)
    }

    private init(
        _ language: Language, time: @escaping @Sendable (Instant) -> String,
        span: @escaping @Sendable (Duration) -> String,
        unit: @escaping @Sendable (Unit.ID) -> String,
        person: @escaping @Sendable (String) -> String = { $0 }, isForPeople: Bool = false
    ) {
        self.person = person
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

extension Rulebook {
    /// Returns the name of a person whom a record names by the name of a contact; any other name
    /// unchanged.
    func name(ofPerson text: String) -> String {
        if let contact = contacts[Contact.ID(text)] { return contact.name }
        guard case .contact(let id) = Recipient(text) else { return text }
        return contacts[id]?.name ?? text
    }
}
