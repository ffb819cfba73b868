package import Calendars

/// A message, or a part of one, that is kept with the reason for which it was refused.
package struct RejectedMessage: Hashable, Sendable {
    /// The number that the message had in the queue.
    package let message: Int64
    package let origin: String
    package let at: Instant
    /// The errors in English, one a line.
    package let reason: String
    package let body: [UInt8]

    package init(message: Int64, origin: String, at: Instant, reason: String, body: [UInt8]) {
        self.message = message
        self.origin = origin
        self.at = at
        self.reason = reason
        self.body = body
    }
}
