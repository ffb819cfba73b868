package import JSON

/// The reason why a message with records, or a part of it, was refused.
package enum RecordProblem: Hashable, Sendable {
    case member(RecordError.Found, RecordError.Accepted)
    case syntax(JSONError.Reason)
    case encoding(Encoding)
    case tooLarge(bytes: Int64, max: Int64)
    /// A record whose id was received before with other content.
    case usedID(String)
    /// A record that the store refuses, although it took others.
    case unstorable(String)
    /// A reason in words of its own; `accepted` is empty if it is obvious.
    case other(String, accepted: String)

    /// An encoding that is not UTF-8.
    package enum Encoding: String, Hashable, Sendable {
        case utf16 = "UTF-16"
        case wide = "UTF-16 or UTF-32"
    }

    /// The reason in English.
    package var reason: String {
        switch self {
        case .member(let found, _): "found \(found)"
        case .syntax(let reason): JSONError(reason, at: 0).description
        case .encoding(.utf16): "the text is UTF-16"
        case .encoding(.wide): "the text is UTF-16 or UTF-32, to judge by its zero bytes"
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
        case .syntax, .unstorable: ""
        case .encoding: "UTF-8"
        case .tooLarge(_, let max): "at most \(max)"
        case .usedID: "a new id, or the same content"
        case .other(_, let accepted): accepted
        }
    }
}
