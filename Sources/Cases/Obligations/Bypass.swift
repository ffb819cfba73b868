import Rules

/// A report that went over the head of a unit (越级).
struct Bypass: Hashable {
    let report: Record.ID
    /// The unit that was skipped.
    let unit: Unit.ID
    /// The place of the obligation to the skipped unit; nil if the sender owes the unit nothing.
    let place: Int?
    let fault: Fault
}
