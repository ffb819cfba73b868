/// A JSON value as written: members keep their order, numbers keep their digits.
///
/// Source: RFC 8259. Positions are not kept; `JSONPositions` finds them again when a fault is
/// reported.
package enum JSON: Hashable, Sendable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array([JSON])
    case object(JSONObject)
}

/// The members of a JSON object in written order, each key once.
package struct JSONObject: Hashable, Sendable, ExpressibleByDictionaryLiteral {
    /// A key and its value.
    package struct Member: Hashable, Sendable {
        package let key: String
        package var value: JSON

        package init(key: String, value: JSON) {
            self.key = key
            self.value = value
        }
    }

    package private(set) var members: [Member]

    package init() {
        members = []
    }

    /// Creates an object from members whose keys are known to be distinct.
    package init(distinct members: [Member]) {
        self.members = members
    }

    package init(dictionaryLiteral elements: (String, JSON)...) {
        members = []
        members.reserveCapacity(elements.count)
        for (key, value) in elements { append(value, under: key) }
    }

    /// The value of a key; setting nil removes the member, setting a new key appends a member.
    package subscript(key: String) -> JSON? {
        get {
            for place in members.indices where members[place].key == key {
                return members[place].value
            }
            return nil
        }
        set {
            let index = members.indices.first { members[$0].key == key }
            switch (index, newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append(Member(key: key, value: value))
            case (nil, nil): break
            }
        }
    }

    /// Adds a member whose key the caller knows to be new.
    package mutating func append(_ value: JSON, under key: String) {
        members.append(Member(key: key, value: value))
    }

    /// Adds a member under a new key, or nothing for nil.
    package mutating func append(_ value: JSON?, under key: String) {
        if let value { members.append(Member(key: key, value: value)) }
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral,
    ExpressibleByNilLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int64) { self = .number(.integer(value)) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(arrayLiteral elements: JSON...) { self = .array(elements) }
    package init(nilLiteral: ()) { self = .null }
    package init(dictionaryLiteral elements: (String, JSON)...) {
        var object = JSONObject()
        for (key, value) in elements { object.append(value, under: key) }
        self = .object(object)
    }
}

extension JSON {
    /// The value of a key of an object; nil for an absent key and for every other kind of value.
    package subscript(key: String) -> JSON? {
        guard case .object(let object) = self else { return nil }
        return object[key]
    }

    /// The text of a string; nil for every other kind of value.
    package var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// The elements of an array; nil for every other kind of value.
    package var array: [JSON]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    /// The members of an object; nil for every other kind of value.
    package var object: JSONObject? {
        guard case .object(let object) = self else { return nil }
        return object
    }

    /// The value of a number written as a 64-bit integer; nil for every other value.
    package var integer: Int64? {
        guard case .number(.integer(let value)) = self else { return nil }
        return value
    }

    /// The name of the value's kind, with its article, for messages to people.
    package var kind: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}
