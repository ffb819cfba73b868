package import Calendars
package import JSON

extension Collection {
    /// Returns the elements as a JSON array; nil for an empty collection.
    package func coded(_ encode: (Element) -> JSON) -> JSON? {
        isEmpty ? nil : .array(map(encode))
    }
}

extension JSON {
    /// Returns the decodable elements of the array under a key; empty if there is no array.
    package func decoded<Value>(_ key: String, _ decode: (JSON) -> Value?) -> [Value] {
        (self[key]?.array ?? []).compactMap(decode)
    }

    /// Creates a string, or null for nil.
    package init(optional text: String?) {
        self = text.map(JSON.string) ?? .null
    }
}

extension Instant {
    /// The instant as a JSON number, in milliseconds.
    package var json: JSON { .number(.integer(milliseconds)) }

    package init?(_ json: JSON?) {
        guard let milliseconds = json?.integer else { return nil }
        self.init(milliseconds: milliseconds)
    }
}

extension JSONLimits {
    /// The limits for JSON written by Duebell itself: as deep as a record nested in a case can be.
    package static let stored = JSONLimits(
        bytes: 1 << 32, depth: 160, stringBytes: 1 << 32)
}
