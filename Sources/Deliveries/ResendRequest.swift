package import Calendars
import Cases
package import JSON
import Rules

/// The wish of somebody that a failed delivery be sent once more.
package struct ResendRequest: Hashable, Sendable {
    package let by: String
    package let at: Instant

    package init(by: String, at: Instant) {
        self.by = by
        self.at = at
    }
}

extension ResendRequest {
    /// The request as an attempt keeps it.
    package var json: JSON { .array([.string(by), at.json]) }

    /// Reads what `json` wrote.
    package init?(coded json: JSON) {
        guard let pair = json.array, pair.count == 2, let by = pair[0].string,
            let at = Instant(pair[1])
        else { return nil }
        self.init(by: by, at: at)
    }
}
