import Cases
package import Deliveries
package import Messages

/// A road by which messages leave.
package protocol Transport: Sendable {
    /// Tries once, and says what came of it: a receipt for each addressee, in their order.
    ///
    /// Never throws, a failure is a receipt; who decides on another attempt is not known here.
    func send(_ message: Message) async -> [Receipt]
}

/// Why a channel cannot be used as it is written.
///
/// Every case is for a person to mend in the rulebook, the environment or a file; none holds a
/// secret.
package enum TransportError: Error, Hashable, CustomStringConvertible {
    case variableUnset(String)
    case fileUnreadable(path: String, reason: String)
    /// What the value has to be; the value itself may be a secret.
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
