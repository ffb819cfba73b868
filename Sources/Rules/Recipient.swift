import Calendars

/// A recipient of messages named in a rulebook: `contact:x`, `schedule:x`, `mailto:a@b`.
package enum Recipient: Hashable, Sendable, CustomStringConvertible {
    case contact(Contact.ID)
    case schedule(ScheduleID)
    /// A bare addr-spec (RFC 5322 section 3.4.1), checked when the rulebook is read.
    case mail(String)

    package var description: String {
        switch self {
        case .contact(let id): "contact:\(id)"
        case .schedule(let id): "schedule:\(id)"
        case .mail(let address): "mailto:\(address)"
        }
    }
}
