package import JSON
import Rules

extension RecordProblem {
    /// The stored form.
    package var json: JSON {
        switch self {
        case .member(let found, let accepted): ["member", found.json, accepted.json]
        case .syntax(let reason): ["syntax", reason.json]
        case .mistake(let mistake): ["mistake", .array(mistake.parts.map(JSON.string))]
        case .malformed: ["malformed"]
        case .tooLarge(let bytes, let max):
            ["too-large", .number(.integer(bytes)), .number(.integer(max))]
        case .usedID(let id): ["used-id", .string(id)]
        case .unstorable(let id): ["unstorable", .string(id)]
        case .other(let reason, let accepted): ["other", .string(reason), .string(accepted)]
        }
    }

    /// Reads the stored form. A form of a later version is kept as it is written.
    package init?(coded json: JSON) {
        guard let parts = CodedParts(json) else { return nil }
        let known: Self?
        switch parts.code {
        case "member":
            known = RecordError.Found(coded: parts[1]).flatMap { found in
                RecordError.Accepted(coded: parts[2]).map { .member(found, $0) }
            }
        case "syntax": known = JSONError.Reason(coded: parts[1]).map { .syntax($0) }
        case "mistake":
            known = JSONMistake.Kind(parts: parts.texts(1)).map { .mistake($0) }
        case "malformed": known = .malformed
        case "too-large":
            known = parts[1].integer.flatMap { bytes in
                parts[2].integer.map { .tooLarge(bytes: bytes, max: $0) }
            }
        case "used-id": known = parts.text(1).map { .usedID($0) }
        case "unstorable": known = parts.text(1).map { .unstorable($0) }
        case "other":
            known = parts.text(1).map { .other($0, accepted: parts.text(2) ?? "") }
        default: known = nil
        }
        self = known ?? .other(json.serialized(), accepted: "")
    }
}

extension RecordError.Found {
    fileprivate var json: JSON {
        switch self {
        case .nothing: ["nothing"]
        case .value(let text): ["value", .string(text)]
        case .emptyText: ["empty-text"]
        case .kind(let kind): ["kind", .string(kind.rawValue)]
        case .twoSubjects: ["two-subjects"]
        case .nullCharacter: ["null-character"]
        case .itself: ["itself"]
        case .hidden: ["hidden"]
        case .other(let words): ["other", .string(words)]
        }
    }

    fileprivate init?(coded json: JSON) {
        guard let parts = CodedParts(json) else { return nil }
        switch (parts.code, parts.text(1)) {
        case ("nothing", _): self = .nothing
        case ("value", let text?): self = .value(text)
        case ("empty-text", _): self = .emptyText
        case ("kind", let name?):
            guard let kind = Undecidable.ValueKind(rawValue: name) else { return nil }
            self = .kind(kind)
        case ("two-subjects", _): self = .twoSubjects
        case ("null-character", _): self = .nullCharacter
        case ("itself", _): self = .itself
        case ("hidden", _): self = .hidden
        case ("other", let words?): self = .other(words)
        default: return nil
        }
    }
}

extension RecordError.Accepted {
    /// The values without parts, by their codes.
    private static let plain: [(code: String, value: Self)] = [
        ("record", .record), ("object", .object), ("text", .text), ("filled-text", .filledText),
        ("filled-text-or-none", .filledTextOrNone), ("time", .time), ("period", .period),
        ("flag", .flag), ("units", .units), ("one-subject", .oneSubject),
        ("incident-name", .incidentName), ("bulletin-path", .bulletinPath),
        ("another-incident", .anotherIncident),
        ("no-null-character", .noNullCharacter),
    ]

    fileprivate var json: JSON {
        switch self {
        case .words(let words, let nearest):
            ["words", .array(words.map(JSON.string)), JSON(optional: nearest)]
        case .member(let name): ["member", .string(name)]
        case .other(let words): ["other", .string(words)]
        default: .array([.string(Self.plain.first { $0.value == self }?.code ?? "")])
        }
    }

    fileprivate init?(coded json: JSON) {
        guard let parts = CodedParts(json) else { return nil }
        switch (parts.code, parts.text(1)) {
        case ("words", _): self = .words(parts.texts(1), nearest: parts.text(2))
        case ("member", let name?): self = .member(name)
        case ("other", let words?): self = .other(words)
        default:
            guard let known = Self.plain.first(where: { $0.code == parts.code }) else { return nil }
            self = known.value
        }
    }
}

extension JSONError.Reason {
    /// The reasons without parts, by their codes.
    private static let plain: [(code: String, value: Self)] = [
        ("end-of-text", .endOfText), ("trailing", .trailing),
        ("control-character", .controlCharacter), ("bad-escape", .badEscape),
        ("lone-surrogate", .loneSurrogate), ("not-utf8", .notUTF8), ("bad-number", .badNumber),
        ("not-finite", .notFinite), ("null-in-key", .nullInKey),
    ]

    fileprivate var json: JSON {
        switch self {
        case .unexpected(let byte): ["unexpected", .number(.integer(Int64(byte)))]
        case .duplicateKey(let key): ["duplicate-key", .string(key)]
        case .tooDeep(let limit): ["too-deep", .number(.integer(Int64(limit)))]
        case .tooLong(let limit): ["too-long", .number(.integer(Int64(limit)))]
        case .stringTooLong(let limit): ["string-too-long", .number(.integer(Int64(limit)))]
        default: .array([.string(Self.plain.first { $0.value == self }?.code ?? "")])
        }
    }

    fileprivate init?(coded json: JSON) {
        guard let parts = CodedParts(json) else { return nil }
        switch (parts.code, parts.number(1), parts.text(1)) {
        case ("unexpected", let byte?, _): self = .unexpected(UInt8(clamping: byte))
        case ("duplicate-key", _, let key?): self = .duplicateKey(key)
        case ("too-deep", let limit?, _): self = .tooDeep(limit)
        case ("too-long", let limit?, _): self = .tooLong(limit)
        case ("string-too-long", let limit?, _): self = .stringTooLong(limit)
        default:
            guard let known = Self.plain.first(where: { $0.code == parts.code }) else { return nil }
            self = known.value
        }
    }
}
