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
            let reach = reaches(of: person, via: nil).first
            let token = SHA256.token(["sample", person.description, now.rfc3339])
            return Delivery(
                id: Delivery.ID("msg_" + token), group: Delivery.GroupID("grp_" + token),
                matter: matter, to: person, via: nil, reach: 0,
                channel: reach?.channel ?? Channel.ID(""), address: reach?.address,
                decidedAt: now, dueAt: now, expiresAt: nil)
        }
    }
}

extension Case {
    /// Returns the items of a message written now for a reason; at least one.
    package func samples(for reason: Notice.Reason, at now: Instant) -> [Delivery.Item] {
        if reason == .undecidable {
            let details = faults.values.filter { $0.kind == .undecidable }.map(\.detail).sorted()
            return (details.isEmpty ? ["…"] : details).map {
                Delivery.Item(
                    reason: reason, obligation: nil, steps: [], dueAt: now, detail: $0)
            }
        }
        let fitting = obligations.filter { obligation in
            switch reason {
            case .met: obligation.verdict.map { $0.outcome != .missed } ?? false
            case .missed: obligation.verdict?.outcome == .missed
            case .waived: obligation.waivedBy != nil
            default: obligation.isOpen
            }
        }
        // A message covers the obligations of one unit, overdue ones before the others.
        let urgent = fitting.filter { $0.status(at: now) == .overdue }
        let near = [urgent, fitting, Array(obligations)].first { !$0.isEmpty } ?? []
        let items = near.filter { $0.owing == near.first?.owing }.map { obligation in
            let fault = obligation.faults.last { $0.kind == .insufficient }
            return Delivery.Item(
                reason: reason, obligation: obligation.id, steps: [1],
                dueAt: obligation.dueAt ?? now,
                detail: reason == .insufficient ? fault?.detail ?? "" : "")
        }
        let bare = Delivery.Item(
            reason: reason, obligation: nil, steps: [], dueAt: now, detail: id.text)
        return items.isEmpty ? [bare] : items
    }

    /// Returns the most likely reason for a notice about the case now.
    package func likelyReason(at now: Instant) -> Notice.Reason {
        let open = obligations.filter(\.isOpen)
        if open.contains(where: { $0.dueAt.map { $0 < now } ?? false }) { return .overdue }
        if !open.isEmpty { return .approaching }
        return obligations.contains { $0.waivedBy != nil } ? .waived : .met
    }

    /// Returns the most likely recipient: the duty or else the leader of a reporting unit.
    package func likelyReader(by rulebook: Rulebook) -> Recipient? {
        let owing = (obligations.first(where: \.isOpen) ?? obligations.first)?.owing
        let unit = owing.flatMap { rulebook.units[$0] }
        return unit?.duty ?? unit?.leader ?? rulebook.settings.operators.first
    }
}

extension Delivery.Operation {
    /// Returns an example for preview.
    package static func sample(_ kind: Kind, at now: Instant) -> Self {
        let before = now - .seconds(1_800)
        switch kind {
        case .recordRefused:
            return Self(
                kind: kind, detail: "inbox/i-1.json:3:18: /occurredAt: found a date without a time")
        case .rulesRefused:
            return Self(kind: kind, detail: "rules/units.json:3:5: unknown key `ows`")
        case .rulesRunOut:
            return Self(kind: kind, detail: "calendar cn ends with the year: add the next one")
        case .scheduleGap:
            return Self(kind: kind, detail: "schedule city-duty has nobody for a day: add somebody")
        case .deliveryFailed:
            return Self(kind: kind, detail: "i-1: contact:li by mail: 550 no such mailbox")
        case .intakeFailed: return Self(kind: kind, detail: "inbox: permission denied")
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
