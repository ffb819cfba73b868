package import Calendars
package import Cases

/// The numbers an operator asks for: how much there is, and whether anything is stuck.
package struct StoreCounts: Hashable, Sendable {
    package var records = 0
    package var cases: [CasePhase: Int] = [:]
    package var casesSetAside = 0
    package var deliveriesWaiting = 0
    /// The earliest instant a waiting delivery was for.
    package var oldestWaitingDueAt: Instant?

    package init() {}
}
