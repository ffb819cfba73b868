package import Calendars
import JSON
import Rules

/// An extension or a waiver of an obligation by an authorized person.
package struct Relief: Hashable, Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        /// An extension: the deadline becomes `until`, if that is later.
        case moreTime = "extension"
        /// A waiver: no report is due or, with `until`, none before then.
        case waiver
    }

    /// The name that stands for all obligations of an incident.
    static let all = "*"

    package let record: RecordID
    package let kind: Kind
    /// The obligation, named as in an acknowledgement.
    package let obligation: String
    package let by: String
    package let at: Instant
    package let until: Instant?
    package let why: String?

    /// True if the relief is for all obligations of its incident.
    package var coversAll: Bool { obligation == Self.all }
}
