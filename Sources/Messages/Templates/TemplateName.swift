import Cases
import Deliveries
import JSON
package import Rules

/// What a template is for, as its file's name says: `REASON[.LANGUAGE].PART.mustache`.
package struct TemplateName: Hashable, Sendable {
    /// A reason of a notice, a kind of operation, `test`, or the `any` or `operation` that stands
    /// for each of theirs.
    package let reason: String
    /// Nil: any.
    package let language: Language?
    package let part: Message.Part

    package init(reason: String, language: Language?, part: Message.Part) {
        self.reason = reason
        self.language = language
        self.part = part
    }

    /// The names a template for a message could have, the most specific first.
    package static func candidates(
        for message: Message, _ part: Message.Part
    ) -> [TemplateName] {
        [message.reason, family(of: message.reason)].compactMap(\.self).flatMap { reason in
            [message.language, nil].map {
                TemplateName(reason: reason, language: $0, part: part)
            }
        }
    }

    /// What stands for a reason and others of its kind.
    private static func family(of reason: String) -> String? {
        if Notice.Reason(rawValue: reason) != nil { return any }
        return Delivery.Operation.Kind(rawValue: reason) != nil ? operation : nil
    }

    /// Stands for every reason of a notice.
    static let any = "any"
    /// Stands for every kind of operation.
    static let operation = "operation"

    /// Every word a name can begin with.
    static let reasons =
        [any, operation, "bundle", "masked", "test"] + Notice.Reason.allCases.map(\.rawValue)
        + Delivery.Operation.Kind.allCases.map(\.rawValue)
}

extension TemplateName {
    /// Reads the name of a file, without its folder and its ending; throws what is wrong with it.
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
                    + "and _NAME.mustache for what others take in", severity: .warning)
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
