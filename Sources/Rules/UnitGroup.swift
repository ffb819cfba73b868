/// The name of a group of units, a label that each member carries.
package typealias UnitGroup = Identifier<UnitGroupName>

/// The kind of name that groups have: see `UnitGroup`.
package enum UnitGroupName {}
