import Calendars
import JSON

/// Warnings about escalation steps without effect.
extension RulebookDraft {
    /// An obligation that uses a policy.
    fileprivate struct Use {
        let rule: Rule
        let obligation: ObligationRule
    }

    mutating func warnOfIdleSteps() {
        var uses: [EscalationPolicy.ID: [Use]] = [:]
        for rule in rules.map(\.value) {
            for obligation in rule.obligations {
                uses[obligation.policy, default: []].append(Use(rule: rule, obligation: obligation))
            }
        }
        let network = network
        for entry in policies {
            let uses = uses[entry.value.id] ?? []
            for (index, step) in entry.value.steps.enumerated() where !uses.isEmpty {
                let place = entry.place.pointer.appending("steps").appending(index)
                warn(step, at: place, in: entry.place.document, uses)
                warnOfPosts(step, at: place, in: entry.place.document, uses, network)
            }
        }
    }

    private mutating func warn(
        _ step: EscalationStep, at place: JSONPointer, in document: Int, _ uses: [Use]
    ) {
        guard case .deadline(let offset) = step.start, step.hours?.areCounted != true,
            let span = offset.period.exactDuration
        else { return }
        let found: (code: String, what: String, remedy: String)?
        if offset.isNegative {
            found =
                uses.allSatisfy { $0.obligation.due.shortest.map { $0 < span } ?? false }
                ? (
                    "step.early", "a step before the clock starts",
                    "the deadline is nearer than that, so the step runs at once"
                ) : nil
        } else if uses.allSatisfy({ $0.obligation.ends(before: span) }) {
            found = (
                "step.unreachable", "a step that never runs",
                "by then the report is missed for good (\"expires\")"
            )
        } else if uses.allSatisfy({ isBeyondNext($0, span) }) {
            found = (
                "step.beyond", "a step after the deadline of the next stage",
                "remind of this stage before the next one is due"
            )
        } else {
            found = nil
        }
        guard let found else { return }
        reader.note(
            DraftDiagnostic(
                found.code, at: place.appending("at"), found.what, accepted: found.remedy,
                severity: .warning), in: document)
    }

    /// Returns true if a step comes after the deadline of the next obligation.
    private func isBeyondNext(_ use: Use, _ span: Duration) -> Bool {
        guard let own = use.obligation.due.fixed else { return false }
        return use.rule.obligations.contains { next in
            guard next.name != use.obligation.name,
                next.follows.contains(use.obligation.name), let other = next.due.fixed
            else { return false }
            return other.anchor == own.anchor && own.span + span > other.span
        }
    }

    /// Warns of a step to a role that a named unit does not have: the step reaches nobody there.
    private mutating func warnOfPosts(
        _ step: EscalationStep, at place: JSONPointer, in document: Int, _ uses: [Use],
        _ network: DraftNetwork
    ) {
        for (index, target) in step.to.enumerated() {
            guard case .post(let side, 0, let post) = target else { continue }
            let named = uses.flatMap { use in
                let owing = network.named(use.obligation.owes ?? use.rule.owes)
                return side == .awaiting
                    ? Array(network.awaiting(use.obligation, from: owing)) : owing
            }
            let without = Set(named).compactMap { network.units[$0] }.filter { unit in
                unit.roles[post] == nil && !unit.roles.isEmpty
            }
            guard let first = without.min(by: { $0.id < $1.id }) else { continue }
            reader.note(
                DraftDiagnostic(
                    "step.post", at: place.appending("to").appending(index),
                    "the unit \"\(first.id)\" has no \"\(post.rawValue)\"",
                    accepted: "this step finds no recipient there", severity: .warning),
                in: document)
        }
    }
}

extension ObligationRule {
    /// Returns true if the obligation expires before a step at this distance from the deadline.
    fileprivate func ends(before span: Duration) -> Bool {
        expires?.exactDuration.map { $0 <= span } ?? false
    }
}

extension Due {
    /// The anchor and the distance of a deadline at a fixed distance from one anchor; else nil.
    fileprivate var fixed: (anchor: Anchor, span: Duration)? {
        guard case .within(let period, let anchor) = self else { return nil }
        return period.exactDuration.map { (anchor, $0) }
    }

    /// The shortest time from the anchor to the deadline; nil if it is unknown.
    fileprivate var shortest: Duration? {
        switch self {
        case .within(let period, _): period.exactDuration
        case .earliest(let parts), .latest(let parts), .firstKnown(let parts):
            parts.contains { $0.shortest == nil } ? nil : parts.compactMap(\.shortest).max()
        case .given(_, let due): due.shortest
        case .businessDays, .businessTime, .rolled, .timed, .firing: nil
        }
    }
}
