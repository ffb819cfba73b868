import CSV
import JSON

/// The cells of one row of a table of units or contacts, as a member of a rule document.
struct RuleTableCells {
    private(set) var object = JSONObject()
    private(set) var places: [JSONPointer: TextPlace] = [:]
    private(set) var mistakes: [RuleTableMistake] = []

    private let pointer: JSONPointer
    private var roles = JSONObject()
    private var methods: [(channel: String, method: JSONObject, place: TextPlace)] = []

    /// The mark for a channel that needs no address.
    private static let noAddress = "-"

    init(_ row: CSVRow, _ columns: RuleTableColumns, at pointer: JSONPointer) {
        self.pointer = pointer
        for (column, part) in columns.parts {
            guard let field = row.field(column) else { continue }
            let text = field.text.trimmingBlanks
            if !text.isEmpty { add(text, part, field.place) }
        }
        if !roles.members.isEmpty { object["roles"] = .object(roles) }
        for (index, method) in methods.enumerated() {
            places[pointer.appending("reach").appending(index)] = method.place
        }
        if !methods.isEmpty { object["reach"] = .array(methods.map { .object($0.method) }) }
    }

    private mutating func add(
        _ text: String, _ part: RuleTableColumns.Part, _ place: TextPlace
    ) {
        switch part {
        case .text(let key):
            object[key] = .string(text)
            places[pointer.appending(key)] = place
        case .flag(let key):
            guard let flag = Self.flags[text.lowercased()] else {
                mistakes.append(
                    RuleTableMistake(
                        place: place,
                        diagnostic: DraftDiagnostic(
                            "value.kind", at: pointer.appending(key), "\"\(text.prefix(80))\"",
                            accepted: "accepted is yes or no")))
                return
            }
            object[key] = .bool(flag)
            places[pointer.appending(key)] = place
        case .groups:
            object["groups"] = .array(Self.names(in: text).map { .string($0) })
            places[pointer.appending("groups")] = place
        case .role(let role):
            let holders = Self.names(in: text).map { name in
                JSON.string(name.contains(":") ? name : "contact:\(name)")
            }
            guard !holders.isEmpty else { return }
            roles[role] = holders.count == 1 ? holders[0] : .array(holders)
            places[pointer.appending("roles").appending(role)] = place
        case .reach(let channel):
            add("address", text == Self.noAddress ? nil : text, of: channel, place)
        case .after(let channel): add("after", text, of: channel, place)
        }
    }

    /// Adds a part of a contact method.
    private mutating func add(
        _ key: String, _ text: String?, of channel: String, _ place: TextPlace
    ) {
        let known = methods.firstIndex { $0.channel == channel }
        let index = known ?? methods.endIndex
        if known == nil { methods.append((channel, ["channel": .string(channel)], place)) }
        if let text { methods[index].method[key] = .string(text) }
    }

    private static func names(in text: String) -> [String] {
        text.split { $0.isWhitespace || ";,|、，；".contains($0) }.map(String.init)
    }

    private static let flags: [String: Bool] = [
        "yes": true, "true": true, "1": true, "是": true, "no": false, "false": false, "0": false,
        "否": false,
    ]
}
