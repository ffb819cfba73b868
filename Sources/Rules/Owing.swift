/// The unit or units that must report.
package enum Owing: Sendable {
    case unit(Unit.ID)
    /// Several units and groups of units, each of whose units must report by itself.
    case units([UnitReference])
    /// A value of the incident that names a unit.
    case fact(Condition)
}
