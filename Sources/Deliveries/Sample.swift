package import Calendars
package import Cases
import JSON
package import Rules

extension Rulebook {
    /// Returns sample messages to a recipient or the people on call, for preview or marked as a
    /// test.
    ///
    /// Unreachable people get a sample too, on a channel without a name.
    package func samples(
        of matter: Delivery.Matter, to recipient: Recipient, at now: Instant
    ) -> [Delivery] {
        onDuty(recipient, at: now).map { person in
            sample(matter, to: person, reaches(of: person, via: nil).first, at: 0, nil, now)
        }
    }

    /// Returns one message to a recipient, or to each of the people on call, on every contact
    /// method; with `channel`, on this channel alone.
    package func trials(
        of matter: Delivery.Matter, to recipient: Recipient, via channel: Channel.ID?,
        at now: Instant
    ) -> [Delivery] {
        onDuty(recipient, at: now).flatMap { person in
            let via = channel.map { [$0] }
            let methods = reaches(of: person, via: via)
            return methods.indices.map { sample(matter, to: person, methods[$0], at: $0, via, now) }
        }
    }

    private func sample(
        _ matter: Delivery.Matter, to person: Recipient, _ method: Contact.Method?, at reach: Int,
        _ via: [Channel.ID]?, _ now: Instant
    ) -> Delivery {
        let token = SHA256.token(["sample", person.description, now.rfc3339, "\(reach)"])
        return Delivery(
            id: Delivery.ID("msg_" + token), group: Delivery.GroupID("grp_" + token),
            matter: matter, to: person, via: via, reach: reach,
            channel: method?.channel ?? Channel.ID(""), address: method?.address,
            decidedAt: now, dueAt: now, expiresAt: nil)
    }
}

extension Case {
    /// Returns the items of a message written now for a reason; none if the reason does not fit the
    /// state of the case.
    package func samples(for reason: Notice.Reason, at now: Instant) -> [Delivery.Item] {
        if reason == .undecidable || reason == .implausible {
            let kind: Fault.Kind = reason == .undecidable ? .undecidable : .implausible
            return faults.filter { $0.value.kind == kind }.sorted { $0.key < $1.key }.map {
                Delivery.Item(
                    reason: reason, obligation: nil, steps: [], dueAt: now,
                    detail: .about(FaultSubject($0.key), $0.value.detail))
            }
        }
        if reason == .merged {
            return incidents.dropFirst().map { id in
                let merge = merge(of: id)
                return Delivery.Item(
                    reason: reason, obligation: nil, steps: [], dueAt: now,
                    detail: .merged(id, by: merge?.by, why: merge?.why))
            }
        }
        let fitting = obligations.filter { Self.fits($0, reason, at: now) }
        // A message covers the obligations of one unit, overdue ones before the others.
        let urgent = fitting.filter { $0.status(at: now) == .overdue }
        let near = [urgent, fitting].first { !$0.isEmpty } ?? []
        return near.filter { $0.owing == near.first?.owing }.map { obligation in
            let kind: Fault.Kind = reason == .incomplete ? .incomplete : .insufficient
            let fault = obligation.faults.last { $0.kind == kind }
            return Delivery.Item(
                reason: reason, obligation: obligation.id, steps: [1],
                dueAt: obligation.dueAt ?? now,
                detail: reason == .insufficient || reason == .incomplete
                    ? fault?.detail : nil)
        }
    }

    /// The reasons that fit the state of the case now.
    package func fittingReasons(at now: Instant) -> [Notice.Reason] {
        Notice.Reason.allCases.filter { !samples(for: $0, at: now).isEmpty }
    }

    private static func fits(
        _ obligation: Obligation, _ reason: Notice.Reason, at now: Instant
    ) -> Bool {
        let isPast = obligation.dueAt.map { $0 <= now } ?? false
        return switch reason {
        case .met: obligation.verdict.map { $0.outcome != .missed } ?? false
        case .missed: obligation.verdict?.outcome == .missed
        case .waived: obligation.waivedBy != nil
        case .opened: obligation.isOpen && !isPast
        case .approaching: obligation.isOpen && obligation.dueAt != nil && !isPast
        case .overdue, .stillOverdue, .exhausted: obligation.isOpen && isPast
        case .catchUp, .nobody: obligation.isOpen
        case .insufficient:
            obligation.faults.contains { $0.kind == .insufficient }
        case .incomplete: obligation.faults.contains { $0.kind == .incomplete }
        case .revoked, .undecidable, .implausible, .limit, .unmatched, .misnamed, .bypassed,
            .sighted, .merged, .separated:
            false
        }
    }

    /// Returns the most likely reason for a notice about the case now; nil if there is nothing to
    /// say.
    package func likelyReason(at now: Instant) -> Notice.Reason? {
        let fitting = fittingReasons(at: now)
        let order: [Notice.Reason] = [.overdue, .approaching, .met, .waived, .missed, .undecidable]
        return order.first(where: fitting.contains)
    }

    /// Returns the most likely recipient: the duty or else the leader of a reporting unit.
    package func likelyReader(by rulebook: Rulebook) -> Recipient? {
        let owing = (obligations.first(where: \.isOpen) ?? obligations.first)?.owing
        let unit = owing.flatMap { rulebook.units[$0] }
        return unit?.desk.first ?? rulebook.settings.operators.first
    }
}

extension Delivery.Operation {
    /// Returns an example for preview.
    package static func sample(_ kind: Kind, at now: Instant) -> Self {
        let before = now - .seconds(1_800)
        switch kind {
        case .recordRefused:
            return Self(
                kind: kind,
                finding: HealthIssue(
                    .recordRefused, ["inbox/i-1.json:3:18: /occurredAt"],
                    record: .member(.value("`2026-05-12T16:00`"), .time)))
        case .incidentUnknown:
            return Self(
                kind: kind,
                finding: HealthIssue(
                    .incidentUnknownNearest, ["report", "r-9", "i-2026-0513", "i-2026-0512"]))
        case .rulesRefused:
            return Self(kind: kind, detail: "rules/units.json:3:5: unknown key `ows`")
        case .rulesRunOut:
            return Self(kind: kind, finding: HealthIssue(.calendarEnds, ["cn", "2026-12-31"]))
        case .scheduleGap:
            return Self(
                kind: kind,
                finding: HealthIssue(.gap, ["city-duty"], at: [now, now + .seconds(86_400)]))
        case .deliveryFailed:
            return Self(
                kind: kind,
                finding: HealthIssue(
                    .noticeGivenUp, ["i-1", "contact:li", "mail", "550", "no such mailbox"]))
        case .intakeFailed:
            return Self(
                kind: kind,
                finding: HealthIssue(.operationFailed, ["inbox", "read", "Permission denied"]))
        case .channelFailing: return Self(kind: kind, detail: "mail: 0 connection refused")
        case .channelRecovered: return Self(kind: kind, detail: "mail")
        case .templateFailed:
            return Self(kind: kind, detail: "rules/templates/any.text.mustache:3:5: it never ends")
        case .caseSetAside:
            return Self(kind: kind, finding: HealthIssue(.incidentsSetAside, ["1", "i-1"]))
        case .auditFailed:
            return Self(kind: kind, finding: HealthIssue(.schedulerIdle, at: [before]))
        case .auditGap:
            return Self(kind: kind, finding: HealthIssue(.unaudited, at: [before, now]))
        case .wasDown: return Self(kind: kind, finding: HealthIssue(.away, at: [before, now]))
        case .clockStep:
            return Self(kind: kind, finding: HealthIssue(.clockStepped, at: [before, now]))
        case .heartbeatUnheard:
            return Self(
                kind: kind, finding: HealthIssue(.heartbeatUnheard, ["3", "404 no answer"]))
        }
    }
}
