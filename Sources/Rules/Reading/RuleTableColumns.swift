import CSV
import JSON

/// The columns of a table of units or contacts, by their meaning.
struct RuleTableColumns {
    /// The part of a member that a column holds.
    enum Part: Hashable {
        /// A text under a key.
        case text(String)
        /// A yes or no under a key.
        case flag(String)
        case groups
        /// The holders of a role.
        case role(String)
        /// The address on a channel, or a hyphen for a channel that needs none.
        case reach(String)
        /// The delay after which a channel is used in addition.
        case after(String)
    }

    /// The column of the ids; nil if there is none.
    private(set) var id: Int?
    /// The other columns, in order.
    private(set) var parts: [(column: Int, part: Part)] = []
    private(set) var mistakes: [RuleTableMistake] = []

    private static let rolePrefix = "roles."
    private static let reachPrefix = "reach."
    private static let afterSuffix = ".after"

    init(_ columns: [CSVField], of kind: RuleTableKind) {
        let known = Self.parts(of: kind)
        var used: Set<Part> = []
        for (index, column) in columns.enumerated() {
            if Self.idNames.contains(column.text), id == nil {
                id = index
                continue
            }
            let part = known[column.text] ?? Self.part(of: column.text, in: kind)
            guard let part, used.insert(part).inserted else {
                mistakes.append(Self.unknown(column, of: kind, isTwice: part != nil))
                continue
            }
            parts.append((index, part))
        }
        guard id == nil else { return }
        mistakes.append(
            RuleTableMistake(
                place: columns[0].place,
                diagnostic: DraftDiagnostic(
                    "key.missing", at: JSONPointer([kind.rawValue]), "no column \"id\"",
                    accepted: "it is required")))
    }

    private static let idNames: Set<String> = ["id", "编号", "代号"]

    private static func parts(of kind: RuleTableKind) -> [String: Part] {
        switch kind {
        case .units:
            [
                "name": .text("name"), "名称": .text("name"), "单位": .text("name"),
                "parent": .text("parent"), "上级": .text("parent"), "groups": .groups,
                "分组": .groups, "duty": .role("duty"), "值班": .role("duty"),
                "leader": .role("leader"), "负责人": .role("leader"),
            ]
        case .contacts:
            [
                "name": .text("name"), "姓名": .text("name"), "title": .text("title"),
                "职务": .text("title"), "phone": .text("phone"), "电话": .text("phone"),
                "language": .text("language"), "语言": .text("language"), "zone": .text("zone"),
                "时区": .text("zone"), "outside": .flag("outside"), "外部": .flag("outside"),
            ]
        }
    }

    /// Returns the part of a column named by a role or a channel.
    private static func part(of column: String, in kind: RuleTableKind) -> Part? {
        switch kind {
        case .units:
            let role = column.dropFirst(rolePrefix.count)
            return column.hasPrefix(rolePrefix) && !role.isEmpty ? .role(String(role)) : nil
        case .contacts:
            let channel = column.dropFirst(reachPrefix.count)
            guard column.hasPrefix(reachPrefix), !channel.isEmpty else { return nil }
            let isDelay = channel.hasSuffix(afterSuffix) && channel.count > afterSuffix.count
            return isDelay
                ? .after(String(channel.dropLast(afterSuffix.count))) : .reach(String(channel))
        }
    }

    private static func unknown(
        _ column: CSVField, of kind: RuleTableKind, isTwice: Bool
    ) -> RuleTableMistake {
        let names: [String]
        switch kind {
        case .units: names = ["id", "name", "parent", "groups", "duty", "leader", "roles.NAME"]
        case .contacts:
            names = [
                "id", "name", "title", "phone", "language", "zone", "outside", "reach.CHANNEL",
                "reach.CHANNEL.after",
            ]
        }
        let found = "column \"\(column.text.prefix(80))\""
        return RuleTableMistake(
            place: column.place,
            diagnostic: isTwice
                ? DraftDiagnostic(
                    "key.twice", at: JSONPointer([kind.rawValue]), found,
                    accepted: "another column has the same meaning")
                : DraftDiagnostic(
                    "key.unknown", at: JSONPointer([kind.rawValue]), "unknown " + found,
                    accepted: "accepted are " + names.joined(separator: " "),
                    nearest: nearestName(to: column.text, among: names)))
    }
}
