package import Calendars

/// A watcher as the others see it.
package struct WatcherRow: Hashable, Sendable {
    package let signature: WatcherSignature
    package let startedAt: Instant
    package let seenAt: Instant
    /// False for a watcher that has not signed lately and did not sign off.
    package let isPresent: Bool

    package init(
        signature: WatcherSignature, startedAt: Instant, seenAt: Instant, isPresent: Bool
    ) {
        self.signature = signature
        self.startedAt = startedAt
        self.seenAt = seenAt
        self.isPresent = isPresent
    }
}
