/// The unit or units that must report.
package enum Owing: Sendable {
    case unit(Unit.ID)
    /// Several units, each with its own bulletin.
    case units([Unit.ID])
    /// A value of the incident that names a unit.
    case fact(Condition)
}
