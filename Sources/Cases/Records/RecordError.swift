package import Rules

/// One error in a record, for the sender of the record.
package struct RecordError: Hashable, Sendable {
    /// The JSON pointer (RFC 6901) within the record.
    package let pointer: String
    package let found: Found
    package let accepted: Accepted

    package init(pointer: String, found: Found, accepted: Accepted) {
        self.pointer = pointer
        self.found = found
        self.accepted = accepted
    }

    /// The value found.
    package enum Found: Hashable, Sendable {
        case nothing
        /// A value as written, perhaps shortened.
        case value(String)
        case emptyText
        /// A value that is not quoted, by its kind.
        case kind(Undecidable.ValueKind)
        /// A record that names both an incident and a bulletin.
        case twoSubjects
        case nullCharacter
        /// An incident that is to be merged into itself.
        case itself
        /// A value that is not for everybody who learns of the error.
        case hidden
        /// A value in words of its own.
        case other(String)
    }

    /// The accepted values.
    package enum Accepted: Hashable, Sendable {
        /// An object with the type of a record.
        case record
        case object
        case text
        case filledText
        case filledTextOrNone
        case time
        /// The name of a period.
        case period
        case flag
        /// One unit or several.
        case units
        case oneSubject
        /// A name that does not begin as a bulletin's.
        case incidentName
        /// An incident other than the record's own.
        case anotherIncident
        case bulletinPath
        case words([String], nearest: String?)
        /// The name of a member, or one less like it.
        case member(String)
        case noNullCharacter
        /// Values in words of their own.
        case other(String)
    }
}

/// All errors in a record, at least one.
package struct RecordErrors: Error, Hashable {
    package let list: [RecordError]
}

extension RecordError.Found: ExpressibleByStringLiteral, CustomStringConvertible {
    package init(stringLiteral words: String) { self = .other(words) }

    /// The value in English.
    package var description: String {
        switch self {
        case .nothing: "nothing"
        case .value(let text): text
        case .emptyText: "an empty text"
        case .kind(let kind): "\(kind)"
        case .twoSubjects: "both `incident` and `bulletin`"
        case .nullCharacter: "the character U+0000"
        case .itself: "the incident itself"
        case .hidden: "another value"
        case .other(let words): words
        }
    }
}

extension RecordError.Accepted: ExpressibleByStringLiteral, CustomStringConvertible {
    package init(stringLiteral words: String) { self = .other(words) }

    /// The values in English.
    package var description: String {
        switch self {
        case .record: "a JSON object with a `type`"
        case .object: "an object"
        case .text: "a text"
        case .filledText: "a text that is not empty"
        case .filledTextOrNone: "a text that is not empty, or no `id`"
        case .time: RecordedTime.accepted
        case .period: Report.NamedPeriod.accepted
        case .flag: "true or false"
        case .units: "the unit it was handed to, or a list"
        case .oneSubject: "one of them"
        case .incidentName: "a name that does not begin as a bulletin's"
        case .anotherIncident: "another incident"
        case .bulletinPath: "RULE/OBLIGATION, as the rules name it"
        case .words(let words, let nearest):
            "one of \(words.joined(separator: ", "))"
                + (nearest.map { "; nearest is `\($0)`" } ?? "")
        case .member(let name): "`\(name)`, or a name less like it"
        case .noNullCharacter: "text without it"
        case .other(let words): words
        }
    }
}
