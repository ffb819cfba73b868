/// The conditions of a query, with their values in the order of their places.
struct PostgreSQLConditions {
    private var conditions: [String] = []
    private(set) var values: [PostgreSQLValue] = []

    var text: String {
        conditions.isEmpty ? "true" : conditions.joined(separator: " AND ")
    }

    /// Adds a condition in which each `$` stands for the place of a value.
    mutating func add(_ condition: String, _ further: PostgreSQLValue...) {
        conditions.append(placed(condition, further))
    }

    /// Adds a condition built of several, of which one must hold.
    mutating func add(anyOf parts: [(text: String, values: [PostgreSQLValue])]) {
        let texts = parts.map { placed($0.text, $0.values) }
        conditions.append(texts.isEmpty ? "false" : "(\(texts.joined(separator: " OR ")))")
    }

    /// Adds a value and returns its place, such as `$3`.
    mutating func place(of value: PostgreSQLValue) -> String {
        values.append(value)
        return "$\(values.count)"
    }

    private mutating func placed(_ text: String, _ further: [PostgreSQLValue]) -> String {
        var rest = further[...]
        return text.reduce(into: "") { placed, character in
            if character == "$", let value = rest.popFirst() {
                placed += place(of: value)
            } else {
                placed.append(character)
            }
        }
    }
}

extension Array {
    /// Returns the last element of each key, since one statement changes a row once.
    func lastOfEach<Key: Hashable>(_ key: (Element) -> Key) -> [Element] {
        var seen: Set<Key> = []
        return Array(reversed().filter { seen.insert(key($0)).inserted }.reversed())
    }
}
