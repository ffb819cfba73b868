import Calendars
import JSON

/// The stored form of a typed value: a list of a code and the parts that go with it.
struct CodedParts {
    private let list: [JSON]

    /// Creates the parts of a stored list; nil for anything else.
    init?(_ json: JSON) {
        guard let list = json.array, list.first?.string != nil else { return nil }
        self.list = list
    }

    var code: String { list.first?.string ?? "" }

    /// The part at a place, from 1; null if there is none.
    subscript(place: Int) -> JSON { list.indices.contains(place) ? list[place] : .null }

    func text(_ place: Int) -> String? { self[place].string }
    func instant(_ place: Int) -> Instant? { Instant(self[place]) }
    func number(_ place: Int) -> Int? { self[place].integer.map { Int($0) } }
    func texts(_ place: Int) -> [String] { (self[place].array ?? []).compactMap(\.string) }

    func list<Value>(_ place: Int, _ decode: (JSON) -> Value?) -> [Value] {
        (self[place].array ?? []).compactMap(decode)
    }
}
