package import Calendars
import JSON
import Rules

/// The decision of a person on a fault that Duebell can only suspect.
package struct Finding: Hashable, Sendable {
    package let record: RecordID
    /// The kind of fault.
    package let fault: Fault.Kind
    /// True if the person confirmed the fault, false if the person dismissed it.
    package let isConfirmed: Bool
    package let by: String
    package let at: Instant
    /// The obligation, named as in an acknowledgement; nil: all obligations of the incident.
    package let obligation: String?
    package let why: String?

    /// The confirmation that the finding adds to the details of a fault.
    var confirmation: FaultDetail.Confirmation {
        FaultDetail.Confirmation(by: by, at: at, why: why)
    }
}
