import Calendars

extension RulebookDraft {
    /// Warns of what the rules will lack before long, where it is written.
    mutating func foresee(from now: Instant) {
        let foreseen = Foresight.endings(
            of: calendars.map(\.value), for: rules.map(\.value), at: now)
        for foresight in foreseen { warn(of: foresight) }
    }

    private mutating func warn(of foresight: Foresight) {
        guard let section = Section(rawValue: foresight.section),
            let place = names[section]?[foresight.name]
        else { return }
        reader.note(
            Mistake(
                foresight.code, at: place.pointer, foresight.what, accepted: foresight.remedy,
                aim: .key, severity: .warning),
            in: place.document)
    }
}
