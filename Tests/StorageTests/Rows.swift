import Calendars
import Cases
import Messages
import Rules
import Storage

/// Rows with everything a test does not care about filled in.
func record(
    _ id: String, incident: Incident.ID = "i-1", digest: String = "d1",
    arrival: RecordRow.Arrival = .once, body: [UInt8] = Array("{}".utf8)
) -> RecordRow {
    RecordRow(
        id: .init(id), incident: incident, digest: digest, arrivedAt: at(0), origin: "a.json",
        arrival: arrival, body: body)
}

func caseRow(
    _ incident: Incident.ID, nextAt: Int64?, phase: String = "open", openedAt: Int64 = 0,
    body: [UInt8] = [1, 2, 3]
) -> CaseRow {
    CaseRow(
        incident: incident, nextAt: nextAt.map { at($0) }, phase: phase, title: "锅炉 🔥",
        openedAt: at(openedAt), updatedAt: at(openedAt), body: body)
}

func entry(
    _ id: String, incident: Incident.ID? = "i-1", recipient: String = "contact:li-na",
    dueAt: Int64 = 0, nextAttemptAt: Int64 = 0, payload: [UInt8] = [0, 255],
    group: Message.ID = "m-1", channel: Channel.ID = "mail"
) -> OutboxEntry {
    OutboxEntry(
        id: .init(id), group: group, channel: channel, address: "li@city.example",
        recipient: recipient, incident: incident, decidedAt: at(0), dueAt: at(dueAt),
        expiresAt: at(dueAt + 3_600), payload: payload, nextAttemptAt: at(nextAttemptAt))
}

func attempt(_ code: Int, _ text: String = "ok") -> AttemptRow {
    AttemptRow(startedAt: at(1), endedAt: at(2), code: code, text: text)
}

/// An instant so many seconds after a morning in 2026.
func at(_ seconds: Int64) -> Instant {
    Instant(seconds: 1_780_000_000 + seconds)
}
