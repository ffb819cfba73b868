import Calendars

extension RulebookDraft {
    /// Warns of everything that expires soon, at its place in the documents.
    mutating func foresee(from now: Instant) {
        let endings = RulesExpiry.endings(
            of: calendars.map(\.value), for: rules.map(\.value), policies.map(\.value), at: now)
        let gaps = RulesExpiry.gaps(
            of: schedules.map(\.value), at: now, within: RulesExpiry.gapDays)
        for expiries in endings + gaps { warn(of: expiries) }
        warnOfLastSteps(from: now)
    }

    private mutating func warn(of expiries: RulesExpiry) {
        guard let section = Section(rawValue: expiries.section),
            let place = names[section]?[expiries.name]
        else { return }
        reader.note(
            DraftDiagnostic(
                expiries.code, at: place.pointer, expiries.what, accepted: expiries.remedy,
                aim: .key, severity: .warning),
            in: place.document)
    }

    /// Warns of a last step whose recipients all depend on schedules with gaps.
    private mutating func warnOfLastSteps(from now: Instant) {
        let range = now..<now + .seconds(Int64(RulesExpiry.gapDays) * 86_400)
        // Schedules that end some day are refused already.
        let gapped = Set(
            schedules.map(\.value).filter { $0.isEndless && !$0.gaps(in: range).isEmpty }.map(\.id))
        func hasGaps(_ recipient: Recipient) -> Bool {
            if case .schedule(let id) = recipient { gapped.contains(id) } else { false }
        }
        for step in lastSteps()
        where !step.finders.isEmpty && step.finders.allSatisfy({ $0.contains(where: hasGaps) }) {
            reader.note(
                DraftDiagnostic(
                    "policy.gap", at: step.place.pointer,
                    "a last step that reaches nobody while its schedule has a gap",
                    accepted: "also name a recipient who is always available", severity: .warning),
                in: step.place.document)
        }
    }
}
