import Calendars
import JSON
import Rules

/// A record in the making, with the times that depend on when the command is run.
struct RecordDraft {
    private(set) var body: JSONObject
    /// The keys of times that were typed relative to now, or not at all.
    private(set) var relativeTimes: Set<String> = []

    init(_ type: String) {
        body = ["type": .string(type)]
    }

    subscript(key: String) -> String? {
        get { body[key]?.string }
        set { body[key] = newValue.map(JSON.string) }
    }

    mutating func set(_ key: String, _ value: JSON?) {
        body[key] = value
    }

    mutating func set(_ key: String, _ time: RecordTime) {
        body[key] = .string(time.text)
        if !time.isAbsolute { relativeTimes.insert(key) }
    }

    /// Returns the members in which another record differs, in order; times that depend on when
    /// the command is run do not count.
    func differences(from other: JSONObject) -> [String] {
        let keys = body.members.map(\.key) + other.members.map(\.key).filter { body[$0] == nil }
        return keys.filter { key in
            let isRelative = relativeTimes.contains(key) && other[key] != nil
            return key != "arrivedAt" && !isRelative && body[key] != other[key]
        }
    }
}

/// A time of a record, as it is written down.
struct RecordTime {
    /// The time in RFC 3339.
    let text: String
    /// True if the text does not depend on when the command is run.
    let isAbsolute: Bool
}
