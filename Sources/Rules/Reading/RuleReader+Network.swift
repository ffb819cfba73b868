import JSON

/// The parts of units: their place in the network and their roles.
extension RuleReader {
    /// Reads one of `units`.
    mutating func unit(_ id: Unit.ID, _ value: JSON, at pointer: JSONPointer) -> Unit? {
        let keys = ["name", "parent", "groups", "duty", "leader", "roles"]
        guard let fields = fields(value, at: pointer, keys: keys) else { return nil }
        let name = requiredText(fields, "name", "the display name")
        let parent = text(fields, "parent", "the name of a unit")
        if let parent { refer(.units, parent, at: fields.at("parent")) }
        return Unit(
            id: id, name: name ?? id.text, parent: parent.map { Unit.ID($0) },
            groups: groups(fields), roles: roles(fields))
    }

    /// Reads `groups`, the labels of a unit.
    private mutating func groups(_ fields: Fields) -> [UnitGroup] {
        guard let value = fields["groups"] else { return [] }
        let form = "a list of names of groups"
        var seen: Set<String> = []
        return (elements(value, at: fields.at("groups"), form) ?? []).enumerated().compactMap {
            let place = fields.at("groups").appending($0)
            guard let name = text($1, at: place, "the name of a group") else { return nil }
            checkName(name, "a group", at: place)
            guard seen.insert(name).inserted else {
                note(
                    DraftDiagnostic(
                        "group.twice", at: place, "the group \"\(name.prefix(80))\" a second time"))
                return nil
            }
            return UnitGroup(name)
        }
    }

    /// Reads `duty`, `leader` and `roles`, the holders of each role of a unit.
    private mutating func roles(_ fields: Fields) -> [UnitRole: [Recipient]] {
        var roles: [UnitRole: [Recipient]] = [:]
        for role in [UnitRole.duty, .leader] {
            guard let value = fields[role.rawValue] else { continue }
            let holder = recipient(value, at: fields.at(role.rawValue))
            if let holder { roles[role] = [holder] }
        }
        guard let value = fields["roles"] else { return roles }
        for member in members(value, at: fields.at("roles")) ?? [] {
            let place = fields.at("roles").appending(member.key)
            checkRole(member.key, at: place)
            guard fields[member.key] == nil || !["duty", "leader"].contains(member.key) else {
                note(
                    DraftDiagnostic(
                        "role.twice", at: place,
                        "\"\(member.key)\" beside the key of the same name",
                        accepted: "write it once", aim: .key))
                continue
            }
            let holders = holders(member.value, at: place)
            if !holders.isEmpty { roles[UnitRole(rawValue: member.key)] = holders }
        }
        return roles
    }

    /// Reports a name that a step cannot write after `owing.` and `awaiting.`.
    private mutating func checkRole(_ name: String, at pointer: JSONPointer) {
        guard TextForm.isName(name), !name.contains("."), name != "parent" else {
            note(
                DraftDiagnostic(
                    "name.form", at: pointer, "\"\(name.prefix(80))\" as the name of a role",
                    accepted: "accepted are letters, digits, - and _ up to 64 bytes, not parent",
                    aim: .key))
            return
        }
    }

    /// Reads one recipient or a list of them.
    private mutating func holders(_ value: JSON, at pointer: JSONPointer) -> [Recipient] {
        guard case .array = value else {
            return [recipient(value, at: pointer)].compactMap(\.self)
        }
        let form = "a list of contact:NAME, schedule:NAME or mailto:ADDRESS"
        return (elements(value, at: pointer, form) ?? []).enumerated().compactMap {
            recipient($1, at: pointer.appending($0))
        }
    }
}
