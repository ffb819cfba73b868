import Calendars
package import Cases
import Rules

/// A filter for the cases of a list.
package struct CaseFilter: Hashable, Sendable {
    /// The phase of the cases; nil for any.
    package var phase: CasePhase?
    /// True for cases set aside, false for the others, nil for both.
    package var isSetAside: Bool?
    /// False for cases without any obligation, nil for all.
    package var hasObligations: Bool?

    package init(
        phase: CasePhase? = nil, isSetAside: Bool? = nil, hasObligations: Bool? = nil
    ) {
        self.phase = phase
        self.isSetAside = isSetAside
        self.hasObligations = hasObligations
    }
}
