package import Rules

/// References to units written as in rules: `["city", "owing.parent"]`.
extension UnitReference: ExpressibleByStringLiteral {
    package init(stringLiteral value: String) {
        self = UnitReference(value) ?? .unit(Unit.ID(value))
    }
}
