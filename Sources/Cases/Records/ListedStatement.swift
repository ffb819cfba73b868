package import Calendars
package import JSON
import Rules

/// A statement of a person about an incident, as lists show it: what was said, by whom and when.
package struct ListedStatement: Hashable, Sendable {
    /// The kind of statement, by the type of its record.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case closure
        case reopening
        case extended = "extension"
        case waiver
        case instruction
        case sighting
        case merge
    }

    package let kind: Kind
    package let at: Instant
    /// The person; the source of a sighting.
    package let by: String?
    /// The obligation, the id of an instruction, or the incident that was merged.
    package let about: String?
    /// The reason, the text of an instruction or the title of a sighting.
    package let text: String?
    /// The end of a waiver, or the deadline that an extension or an instruction sets.
    package let until: Instant?

    init(
        _ kind: Kind, at: Instant, by: String?, about: String? = nil, text: String?,
        until: Instant? = nil
    ) {
        self.kind = kind
        self.at = at
        self.by = by
        self.about = about
        self.text = text
        self.until = until
    }

    package var json: JSON {
        var json: JSONObject = ["type": .string(kind.rawValue), "at": .string(at.rfc3339)]
        json["by"] = by.map(JSON.string)
        json["about"] = about.map(JSON.string)
        json["text"] = text.map(JSON.string)
        json["until"] = until.map { .string($0.rfc3339) }
        return .object(json)
    }

    package init?(coded json: JSON) {
        guard let kind = json["type"]?.string.flatMap(Kind.init(rawValue:)),
            let at = json["at"]?.string.flatMap({ try? Instant(rfc3339: $0) })
        else { return nil }
        self.init(
            kind, at: at, by: json["by"]?.string, about: json["about"]?.string,
            text: json["text"]?.string,
            until: json["until"]?.string.flatMap { try? Instant(rfc3339: $0) })
    }
}
