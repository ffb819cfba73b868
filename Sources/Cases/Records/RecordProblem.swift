package import JSON

/// The reason why a message with records, or a part of it, was refused.
package enum RecordProblem: Hashable, Sendable {
    case member(RecordError.Found, RecordError.Accepted)
    case syntax(JSONError.Reason)
    /// A mistake that people make when they write JSON.
    case mistake(JSONMistake.Kind)
    /// A text that is no JSON and is not for everybody who learns of the error.
    case malformed
    case tooLarge(bytes: Int64, max: Int64)
    /// A record whose id was received before with other content.
    case usedID(String)
    /// A record that the store refuses, although it took others.
    case unstorable(String)
    /// A reason in words of its own; `accepted` is empty if it is obvious.
    case other(String, accepted: String)

    /// The reason in English.
    package var reason: String {
        switch self {
        case .member(let found, _): "found \(found)"
        case .syntax(let reason): JSONError(reason, at: 0).description
        case .mistake(let mistake): "\(mistake)"
        case .malformed: "the text is no JSON"
        case .tooLarge(let bytes, _): "the file has \(bytes) bytes"
        case .usedID(let id): "the id `\(id)` was received before with other content"
        case .unstorable(let id): "the store refuses the record `\(id)`, and took others"
        case .other(let reason, _): reason
        }
    }

    /// The accepted values in English; empty if they are obvious.
    package var accepted: String {
        switch self {
        case .member(_, let accepted): "\(accepted)"
        case .syntax, .mistake, .malformed, .unstorable: ""
        case .tooLarge(_, let max): "at most \(max)"
        case .usedID: "a new id, or the same content"
        case .other(_, let accepted): accepted
        }
    }
}

extension RecordProblem {
    /// The problem without a quotation from the record.
    package var unquoted: RecordProblem {
        switch self {
        case .member(.value, let accepted), .member(.other, let accepted):
            .member(.hidden, accepted)
        case .syntax(.duplicateKey), .mistake, .other: .malformed
        case .member, .syntax, .malformed, .tooLarge, .usedID, .unstorable: self
        }
    }
}
