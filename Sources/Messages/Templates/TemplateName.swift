import Cases
import Deliveries
import JSON
package import Rules

/// The purpose of a template, read from its file name: `REASON[.LANGUAGE].PART.mustache`.
package struct TemplateName: Hashable, Sendable {
    /// A notice reason, a kind of operation, `test`, or `any` or `operation` for all of either.
    package let reason: String
    /// The language; nil for any.
    package let language: Language?
    package let part: Message.Part

    package init(reason: String, language: Language?, part: Message.Part) {
        self.reason = reason
        self.language = language
        self.part = part
    }

    /// Returns the possible template names for a message, the most specific first.
    package static func candidates(
        for message: Message, _ part: Message.Part
    ) -> [TemplateName] {
        [message.reason, family(of: message.reason)].compactMap(\.self).flatMap { reason in
            [message.language, nil].map {
                TemplateName(reason: reason, language: $0, part: part)
            }
        }
    }

    /// Returns the name that stands for all reasons of the same kind.
    private static func family(of reason: String) -> String? {
        if Notice.Reason(rawValue: reason) != nil { return any }
        return Delivery.Operation.Kind(rawValue: reason) != nil ? operation : nil
    }

    /// The name that stands for every notice reason.
    static let any = "any"
    /// The name that stands for every kind of operation.
    static let operation = "operation"

    /// Every word that a name can begin with.
    static let reasons =
        [any, operation, "bundle", "digest", "masked", "test"]
        + Notice.Reason.allCases.map(\.rawValue)
        + Delivery.Operation.Kind.allCases.map(\.rawValue)
}

extension TemplateName {
    /// Reads a file name without folder and ending; throws the error in it.
    init(reading stem: String) throws(DraftDiagnostic) {
        let words = stem.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        func check(_ word: String, _ what: String, among known: [String]) throws(DraftDiagnostic) {
            guard !known.contains(word) else { return }
            throw DraftDiagnostic(
                "template.name", at: JSONPointer(),
                "the name of the file says \"\(word.prefix(80))\" where \(what) is",
                accepted: "accepted are " + known.joined(separator: " "),
                nearest: nearestName(to: word, among: known), severity: .warning)
        }
        guard (2...3).contains(words.count) else {
            throw DraftDiagnostic(
                "template.name", at: JSONPointer(), "a file of that name is not used",
                accepted: "accepted is REASON.LANGUAGE.PART.mustache or REASON.PART.mustache, "
                    + "and _NAME.mustache for partials", severity: .warning)
        }
        try check(words[0], "a reason", among: Self.reasons)
        let languages = Language.allCases.map(\.rawValue)
        if words.count == 3 { try check(words[1], "a language", among: languages) }
        let last = words[words.count - 1]
        try check(last, "a part", among: Message.Part.allCases.map(\.rawValue))
        reason = words[0]
        language = words.count == 3 ? Language(rawValue: words[1]) : nil
        part = Message.Part(rawValue: last) ?? .text
    }
}
