import Calendars
import Cases
import Deliveries

/// The effect of a settlement.
package enum SettlementOutcome: Hashable, Sendable {
    case settled
    /// The lease had passed on or the entry was settled: only the attempt was stored.
    case overtaken
    /// No such delivery; nothing was done.
    case unknown
}
