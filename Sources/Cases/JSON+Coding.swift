package import Calendars
package import JSON

extension Collection {
    /// The elements as a JSON array, or nothing for none.
    package func coded(_ encode: (Element) -> JSON) -> JSON? {
        isEmpty ? nil : .array(map(encode))
    }
}

extension JSON {
    package func decoded<Value>(_ key: String, _ decode: (JSON) -> Value?) -> [Value] {
        (self[key]?.array ?? []).compactMap(decode)
    }

    package init(optional text: String?) {
        self = text.map(JSON.string) ?? .null
    }
}

extension Instant {
    package var json: JSON { .number(.integer(milliseconds)) }

    package init?(_ json: JSON?) {
        guard let milliseconds = json?.integer else { return nil }
        self.init(milliseconds: milliseconds)
    }
}

extension JSONLimits {
    /// For what Duebell itself wrote: as deep as a record within a case can be.
    package static let stored = JSONLimits(
        bytes: 1 << 32, depth: 160, stringBytes: 1 << 32)
}
