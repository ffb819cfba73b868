import Calendars
import Rules

extension Case {
    /// Returns true if the case held an obligation and has let go of it.
    package func hasLetGo(of obligation: Obligation.ID) -> Bool {
        let name = Obligation.OccurrenceName(obligation)
        guard let last = letGo[name.series], let number = name.number else { return false }
        return number <= last.number && obligations[obligation] == nil
    }

    /// Returns the instant at which an occurrence ends because so many came after it; nil if it
    /// does not.
    func endOfTurn(of obligation: Obligation) -> Instant? {
        guard obligation.isRepeated, let number = obligation.occurrence, number > 1,
            let last = letGo[obligation.series], number <= last.number
        else { return nil }
        return last.at
    }
}
