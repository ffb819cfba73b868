package import Calendars
import Rules

extension Case {
    /// The notices that a case will send at one instant, if no record arrives before then.
    package struct NextNotices: Hashable, Sendable {
        package let at: Instant
        /// The notices; at least one.
        package let notices: [Notice]
    }

    /// The number of instants that are searched for a notice.
    private static let wakesMax = 100

    /// Returns the next notices; nil if time alone brings none.
    package func nextNotices(by rules: PinnedRulebooks) -> NextNotices? {
        var copy = self
        for _ in 0..<Self.wakesMax {
            guard let at = copy.wakeAt else { return nil }
            let notices = copy.advance(to: at, by: rules).notices
            if !notices.isEmpty { return NextNotices(at: copy.advancedAt, notices: notices) }
        }
        return nil
    }
}

extension [Effect] {
    /// The notices among the effects.
    package var notices: [Notice] {
        compactMap { if case .notice(let notice) = $0 { notice } else { nil } }
    }
}
