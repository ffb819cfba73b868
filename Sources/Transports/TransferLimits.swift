import Calendars
import Deliveries
import Rules

/// The time limits of a transfer, and the size limit of its reply.
package struct TransferLimits: Hashable, Sendable {
    /// The time to establish the connection; for mail, including STARTTLS and authentication.
    package var connect: Duration
    /// The time between a command to a mail server and its answer; whole seconds, rounded up.
    package var answer: Duration
    /// The time from start to end.
    package var whole: Duration
    /// The time for which an idle connection to a mail server is kept.
    package var idle: Duration
    /// The number of bytes after which a reply is cut off.
    package var replyBytesMax: Int

    package init(
        connect: Duration = .seconds(10), answer: Duration = .seconds(60),
        whole: Duration = .seconds(30), idle: Duration = .seconds(60),
        replyBytesMax: Int = 64 * 1_024
    ) {
        self.connect = connect
        self.answer = answer
        self.whole = whole
        self.idle = idle
        self.replyBytesMax = replyBytesMax
    }

    /// Returns the limits of each of `count` consecutive attempts, so that together they stay
    /// within these.
    func shared(by count: Int) -> TransferLimits {
        var limits = self
        limits.whole = whole / max(count, 1)
        limits.connect = min(connect, limits.whole)
        return limits
    }

    /// The limits of a webhook. A receiver that needs longer should answer first and work
    /// afterwards.
    package static let webhook = TransferLimits()
    /// The limits of a mail. A server may check the content before it answers the end of the
    /// message.
    package static let mail = TransferLimits(connect: .seconds(20), whole: .seconds(120))
}
