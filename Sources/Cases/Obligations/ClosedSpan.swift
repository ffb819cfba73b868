package import Calendars
import Rules

/// A span in which an incident was closed: after `from`, up to and including `through`.
struct ClosedSpan: Hashable {
    let from: Instant
    /// The instant of the reopening; nil while the incident is closed.
    let through: Instant?
    /// The person who closed the incident, if the record says so.
    let by: String?
    /// True if the reopening declared that the incident was never over: nothing was let off.
    let isAsIfOpen: Bool

    func contains(_ instant: Instant) -> Bool {
        from < instant && (through.map { instant <= $0 } ?? true)
    }
}

extension Case {
    /// The spans in which the incident was closed, in order of time.
    ///
    /// A closing of a closed incident changes nothing, and neither does a reopening of an open one.
    var closedSpans: [ClosedSpan] {
        guard !closures.isEmpty else { return [] }
        var spans: [ClosedSpan] = []
        var closing: Closure?
        for closure in closures {
            if closure.isClosing {
                closing = closing ?? closure
            } else if let start = closing {
                spans.append(
                    ClosedSpan(
                        from: start.at, through: closure.at, by: start.by,
                        isAsIfOpen: closure.isAsIfOpen || wasDecided(at: closure.at)))
                closing = nil
            }
        }
        if let closing {
            spans.append(
                ClosedSpan(from: closing.at, through: nil, by: closing.by, isAsIfOpen: false))
        }
        return spans
    }

    /// Returns true for an instant whose consequences an earlier version decided.
    func wasDecided(at instant: Instant) -> Bool { decidedAt.map { instant <= $0 } ?? false }

    /// The instant at which the incident was closed; nil if it is open or reopened.
    package var closedAt: Instant? { closing?.at }

    /// The closing in effect; nil if the incident is open or reopened.
    package var closing: Closure? {
        guard parts.isEmpty else {
            let all = incidents.map { seen(as: $0).closing }
            return all.contains { $0 == nil } ? nil : all.compactMap(\.self).max { $0.at < $1.at }
        }
        guard closures.last?.isClosing ?? false else { return nil }
        var first: Closure?
        for closure in closures.reversed() {
            guard closure.isClosing else { break }
            first = closure
        }
        return first
    }

    /// Returns the spans in which every incident that requires an obligation was closed.
    func closedSpans(of obligation: Obligation) -> [ClosedSpan] {
        guard !parts.isEmpty else { return closedSpans }
        let all = sources(of: obligation).map { seen(as: $0).closedSpans.filter { !$0.isAsIfOpen } }
        return all.dropFirst().reduce(all.first ?? []) { $0.common(with: $1) }
    }

    /// Returns the spans in which the occurrences of an obligation are not required: the closings
    /// of the incident, and the time after the end of the repetition.
    ///
    /// `all` are the closings of an incident without merged ones.
    func spansOff(
        _ obligation: Obligation, beside all: [ClosedSpan], by rules: PinnedRulebooks
    ) -> [ClosedSpan] {
        let spans = parts.isEmpty ? all : closedSpans(of: obligation)
        guard let end = repetitionEnd(of: obligation, by: rules) else { return spans }
        return spans.filter { $0.from < end.at }
            + [ClosedSpan(from: end.at, through: nil, by: end.name, isAsIfOpen: false)]
    }

    /// Returns the dated fact that ends a repetition; nil while it is unknown, or not yet stated of
    /// each merged incident.
    private func repetitionEnd(
        of obligation: Obligation, by rules: PinnedRulebooks
    ) -> (name: String, at: Instant)? {
        guard obligation.isRepeated, let name = rules.rule(of: obligation)?.repeatsUntil else {
            return nil
        }
        let homes = parts.isEmpty ? [id] : sources(of: obligation)
        let ends = homes.compactMap { home -> Instant? in
            guard case .instant(let at) = incident(at: home)?.recordedTime(.time(name)) else {
                return nil
            }
            return at
        }
        guard ends.count == homes.count, let last = ends.max() else { return nil }
        return (name, last)
    }

    /// Returns the instant at which all incidents were closed that require an obligation; nil if
    /// one is open.
    func closedAt(of obligation: Obligation) -> Instant? {
        guard !parts.isEmpty else { return closedAt }
        return closedSpans(of: obligation).last { $0.through == nil }?.from
    }

    /// Returns the instant at which a period begins that ends at `dueAt`: its own begin, or the
    /// reopening within the period.
    func begin(_ begin: Instant, until dueAt: Instant, among spans: [ClosedSpan]) -> Instant {
        let reopened = spans.filter { !$0.isAsIfOpen }.compactMap(\.through)
        return ([begin] + reopened.filter { begin < $0 && $0 < dueAt }).max() ?? begin
    }
}

extension [ClosedSpan] {
    /// Returns the spans that two lists in order of time have in common.
    fileprivate func common(with other: Self) -> Self {
        var found: Self = []
        var (left, right) = (self[...], other[...])
        while let one = left.first, let two = right.first {
            let later = one.from < two.from ? two : one
            let through = [one.through, two.through].compactMap(\.self).min()
            if through.map({ later.from < $0 }) ?? true {
                found.append(
                    ClosedSpan(from: later.from, through: through, by: later.by, isAsIfOpen: false))
            }
            guard let through else { break }
            if one.through == through { left.removeFirst() }
            if two.through == through { right.removeFirst() }
        }
        return found
    }

    /// Returns the span in which a deadline of a repeated obligation falls, which lets it off; nil
    /// if the deadline stands.
    func lettingOff(_ dueAt: Instant) -> ClosedSpan? {
        first { $0.contains(dueAt) && !$0.isAsIfOpen }
    }
}
