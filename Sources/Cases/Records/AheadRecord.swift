package import Calendars
import JSON
import Rules

/// A record whose own time lies ahead of its arrival: it counts from that time on.
package struct AheadRecord: Hashable, Sendable {
    package let id: RecordID
    /// The record's own time.
    package let at: Instant
    package let arrivedAt: Instant
    let body: JSONObject

    /// The type and the id, as faults name the record.
    package var about: String { "\(body["type"]?.string ?? "record") \(id)" }

    /// The fault of a record that is ahead by more than clocks differ.
    var fault: Fault {
        Fault(.implausible, body["type"] == "report" ? .reportAhead(at) : .recordAhead(at))
    }
}

extension Record {
    /// The time that the record itself states; nil for a request to Duebell.
    var statedAt: Instant? {
        switch content {
        case .incident(let asOf): asOf
        case .report(let report): report.submittedAt
        case .acknowledgement(let said): said.at
        case .closure(let closure): closure.at
        case .retraction(let retraction): retraction.at
        case .sighting(let sighting): sighting.seenAt
        case .instruction(let said): said.at
        case .relief(let relief): relief.at
        case .finding(let finding): finding.at
        case .merge(let merge): merge.at
        case .replan, .retry: nil
        }
    }
}
