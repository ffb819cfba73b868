/// Who must report.
package enum Owing: Sendable {
    case unit(Unit.ID)
    /// Each of them, a bulletin of its own.
    case units([Unit.ID])
    /// A value of the incident's that names a unit.
    case fact(Condition)
}
