/// The amounts that a case holds in full; at each the newest goes on, and the operators hear of it.
package struct CaseBounds: Hashable, Sendable {
    /// The number of separate updates of an incident beyond which the first half is merged.
    package var updates = 500
    /// The maximum number of occurrences of one repeated obligation.
    package var occurrences = 10_000
    /// The number of occurrences of one repeated obligation that are let go of at a time.
    package var occurrencesLetGo = 1_000
    /// The number of a bulletin's occurrences that are kept when old ones are let go of, once there
    /// are twice as many; the journal holds all of them.
    package var firings = 500

    package init() {}
}
