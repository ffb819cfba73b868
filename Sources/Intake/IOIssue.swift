/// A failure that needs a person's attention: its place, a path or an address, and the reason.
package struct IOIssue: Hashable, Sendable, CustomStringConvertible {
    package let place: String
    package let reason: String

    package init(_ place: String, _ reason: String) {
        self.place = place
        self.reason = reason
    }

    package var description: String { "\(place): \(reason)" }
}
