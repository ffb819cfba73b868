import Calendars
import Rules

/// The sightings of an incident by others.
extension Case {
    /// Notifies the unit that a sighting names, and the unit above, of an incident that nobody has
    /// reported.
    func tellOfSighting(at now: Instant, by rulebook: Rulebook) -> [Effect] {
        guard openedAt != nil, provisional != nil,
            let seen = sightings.first(where: { $0.unit != nil && $0.title != nil }),
            let name = seen.unit
        else { return [] }
        let units = [name, rulebook.unit(above: name, levels: 1)].compactMap(\.self)
        return rulebook.notices(
            .sighted, to: units.flatMap { rulebook.units[$0]?.desk ?? [] }, about: nil, at: now,
            detail: .sighted(source: seen.source, at: seen.seenAt, url: seen.url),
            because: .awaitingUnit)
    }
}
