import Calendars
import Rules

/// The extensions and waivers, and the ends of repetitions, that an obligation is subject to.
extension Case {
    /// Returns the waiver in effect; of merged incidents, each that requires the report must have
    /// one.
    func relief(of obligation: Obligation, at now: Instant) -> Relief? {
        guard parts.isEmpty else {
            let all = sources(of: obligation).map { seen(as: $0).relief(of: obligation, at: now) }
            return all.contains { $0 == nil } ? nil : all.first ?? nil
        }
        return reliefs(of: obligation).first { $0.waives(at: now) }
    }

    /// Returns true for an occurrence that falls due while the incident is closed, or after the end
    /// of the repetition.
    func isEnded(_ obligation: Obligation, by rules: PinnedRulebooks) -> Bool {
        ending(obligation, by: rules) != nil
    }

    /// Returns the closing that ends a repeated obligation's occurrence; nil if none does.
    func ending(_ obligation: Obligation, by rules: PinnedRulebooks) -> ClosedSpan? {
        guard obligation.isRepeated else { return nil }
        let spans = spansOff(obligation, beside: closedSpans, by: rules)
        guard !spans.isEmpty else { return nil }
        guard let dueAt = obligation.dueAt else { return spans.last { $0.through == nil } }
        return spans.lettingOff(dueAt)
    }

    /// Returns the extensions and waivers that name an obligation, by time.
    func reliefs(of obligation: Obligation) -> [Relief] {
        reliefs.isEmpty ? [] : reliefs.about(any: [Relief.all] + obligation.names)
    }

    /// Returns true if the obligation was waived before a report was made; the report is then not
    /// judged.
    func isLetOff(_ obligation: Obligation, from instant: Instant, at now: Instant) -> Bool {
        guard parts.isEmpty else {
            return sources(of: obligation).allSatisfy {
                seen(as: $0).isLetOff(obligation, from: instant, at: now)
            }
        }
        return reliefs(of: obligation).contains { $0.at <= instant && $0.waives(at: now) }
    }
}

extension Relief {
    func waives(at now: Instant) -> Bool {
        kind == .waiver && (until.map { now < $0 } ?? true)
    }
}
