package import Calendars
import Cases
package import JSON
import Rules

/// A person's request to retry a failed delivery.
package struct ResendRequest: Hashable, Sendable {
    package let by: String
    package let at: Instant

    package init(by: String, at: Instant) {
        self.by = by
        self.at = at
    }
}

extension ResendRequest {
    /// The stored form of the request.
    package var json: JSON { .array([.string(by), at.json]) }

    /// Reads the output of `json`.
    package init?(coded json: JSON) {
        guard let pair = json.array, pair.count == 2, let by = pair[0].string,
            let at = Instant(pair[1])
        else { return nil }
        self.init(by: by, at: at)
    }
}
