import Cases
import Deliveries
import Messages

/// The reason why a channel cannot be used as configured.
///
/// Every case is for a person to correct in the rulebook, the environment or a file; none holds a
/// secret.
package enum TransportError: Error, Hashable, CustomStringConvertible {
    case variableUnset(String)
    case fileUnreadable(path: String, reason: String)
    /// A setting with a wrong value; `expected` describes the right form, as the value may be a
    /// secret.
    case settingInvalid(member: String, expected: String)

    package var description: String {
        switch self {
        case .variableUnset(let name):
            "the environment variable \(name) is not set"
        case .fileUnreadable(let path, let reason):
            "the file \(path) cannot be read: \(reason)"
        case .settingInvalid(let member, let expected):
            "\(member) must be \(expected)"
        }
    }
}
