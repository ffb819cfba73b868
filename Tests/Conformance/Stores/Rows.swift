package import Calendars
package import Cases
package import Deliveries
package import Rules
package import Storage

/// Returns a row with default values for everything a test does not care about.
package func record(
    _ id: String, incident: Incident.ID = "i-1", digest: String = "d1",
    arrival: RecordRow.Arrival = .once, body: [UInt8] = Array("{}".utf8)
) -> RecordRow {
    RecordRow(
        id: .init(id), incident: incident, digest: digest, arrivedAt: at(0), origin: "a.json",
        arrival: arrival, body: body)
}

package func caseRow(
    _ incident: Incident.ID, nextAt: Int64?, phase: CasePhase = .open, openedAt: Int64 = 0,
    body: [UInt8] = [1, 2, 3], hasParts: Bool = false, isUntold: Bool = false
) -> CaseRow {
    CaseRow(
        incident: incident, nextAt: nextAt.map { at($0) }, phase: phase, title: "锅炉 🔥",
        openedAt: at(openedAt), updatedAt: at(openedAt), body: body, hasParts: hasParts,
        isUntold: isUntold)
}

package func owedRow(
    _ incident: Incident.ID, _ name: String, position: Int = 0, dueAt: Int64? = 60,
    verdict: Obligation.Verdict? = nil, decidedAt: Int64? = nil, owing: Unit.ID = "anju",
    faults: [Fault] = [], severity: String? = nil, openedAt: Int64 = 0,
    status: Obligation.DueStatus? = nil
) -> OwedRow {
    OwedRow(
        incident: incident, obligation: .init("urgent/\(name)@city|town#2"), position: position,
        rule: "urgent", name: name, owing: owing, awaiting: ["city", "town"], occurrence: 2,
        rulebook: "abc", title: "锅炉 🔥", openedAt: at(openedAt), dueAt: dueAt.map { at($0) },
        waitsFor: dueAt == nil ? .anchor(.occurred) : nil, beganAt: dueAt == nil ? at(-5) : nil,
        status: status ?? (dueAt == nil ? .notStarted : .pending), verdict: verdict,
        decidedAt: decidedAt.map { at($0) }, waivedBy: nil, faults: faults, severity: severity)
}

package func entry(
    _ id: String, incident: Incident.ID? = "i-1", recipient: String = "contact:li-na",
    dueAt: Int64 = 0, nextAttemptAt: Int64 = 0, payload: [UInt8] = [0, 255],
    group: Delivery.GroupID = "m-1", channel: Channel.ID = "mail", isOperational: Bool = false,
    isFirst: Bool = false
) -> OutboxEntry {
    OutboxEntry(
        id: .init(id), group: group, channel: channel, address: "li@city.example",
        recipient: recipient, incident: incident, decidedAt: at(0), dueAt: at(dueAt),
        expiresAt: at(dueAt + 3_600), payload: payload, isOperational: isOperational,
        isFirst: isFirst, nextAttemptAt: at(nextAttemptAt))
}

package func attempt(_ code: Int, _ text: String = "ok", at started: Int64 = 1) -> AttemptRow {
    AttemptRow(startedAt: at(started), endedAt: at(2), code: code, text: text)
}

/// Returns an instant some seconds after a morning in 2026.
package func at(_ seconds: Int64) -> Instant {
    Instant(seconds: 1_780_000_000 + seconds)
}

extension Claim {
    /// Returns a claim for all available deliveries.
    package static func all(
        _ owner: String, at now: Int64, until: Int64, token: String? = nil,
        _ room: ClaimRoom = ClaimRoom(total: 999)
    ) -> Claim {
        Claim(
            room, by: owner, token: token ?? "\(owner)-\(now)", at: Conformance.at(now),
            until: Conformance.at(until))
    }
}

extension OutboxEntry {
    /// Returns a settlement of the entry under its current lease.
    package func settled(
        _ outcome: Settlement.Outcome, _ attempt: AttemptRow? = nil, hold: HoldReason? = nil,
        end: EndReason? = nil, mergedInto: Delivery.ID? = nil, isUncertain: Bool = false
    ) -> Settlement {
        Settlement(
            delivery: id, fence: .leased(epoch: epoch), outcome: outcome, attempt: attempt,
            hold: hold, end: end, mergedInto: mergedInto, isUncertain: isUncertain)
    }
}
