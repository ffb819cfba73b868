package import Deliveries

/// The reasons for which a delivery may wait long without a problem.
package struct WaitExcuse: Hashable, Sendable {
    /// The kinds of hold that excuse a delivery if its latest hold is one of them.
    package let kinds: Set<HoldReason.Kind>
    /// True if a retry requested by a person, without a hold since, is an excuse.
    package let isRequest: Bool

    package init(_ kinds: Set<HoldReason.Kind>, isRequest: Bool = false) {
        self.kinds = kinds
        self.isRequest = isRequest
    }

    /// Returns true if a delivery is excused.
    package func excuses(_ entry: OutboxEntry) -> Bool {
        guard let latest = entry.holds.first else { return isRequest && entry.request != nil }
        return kinds.contains(latest.kind)
    }
}
