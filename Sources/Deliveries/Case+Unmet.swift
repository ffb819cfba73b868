import Calendars
package import Cases
import Rules

extension Case {
    /// The unmet obligations, the most pressing first. A missed bulletin is a matter of its own.
    package var unmet: [Obligation] {
        obligations.filter { obligation in
            obligation.isOpen
                || obligation.verdict?.outcome == .missed && subject.bulletin == nil
        }.sorted { left, right in
            let (first, second) = (left.dueAt ?? .distantFuture, right.dueAt ?? .distantFuture)
            return (left.isOpen ? 0 : 1, first) < (right.isOpen ? 0 : 1, second)
        }
    }
}

extension Instant {
    /// An instant after every deadline.
    fileprivate static let distantFuture = Instant(seconds: 253_402_300_799)
}
