package import Calendars
package import Cases

/// The numbers for an operator: the row counts, and signs of stuck work.
package struct StoreCounts: Hashable, Sendable {
    package var records = 0
    package var deliveries = 0
    package var journal = 0
    package var rulebooks = 0
    package var cases: [CasePhase: Int] = [:]
    package var casesSetAside = 0
    package var deliveriesWaiting = 0
    /// The earliest due instant of a waiting delivery.
    package var oldestWaitingDueAt: Instant?

    package init() {}
}
