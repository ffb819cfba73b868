package import Calendars
package import Cases
package import JSON
import Rules
package import Storage

/// A record as received, with the time that it states.
package struct RecordEntry: Hashable, Sendable {
    package let row: RecordRow
    package let body: JSONObject

    /// Reads a stored record; one that cannot be read has no members.
    init(_ row: RecordRow) {
        self.row = row
        body = (try? JSONReader.read(row.body, limits: .stored))?.object ?? JSONObject()
    }

    package var type: String { body["type"]?.string ?? "?" }

    /// The time of the statement in the record; the arrival of the record if none is stated.
    package var at: Instant {
        for key in ["at", "submittedAt", "seenAt"] {
            if let text = body[key]?.string, let time = try? Instant(rfc3339: text) { return time }
        }
        return row.arrivedAt
    }

    package var json: JSON {
        var json: JSONObject = [
            "id": .string(row.id.text), "at": .string(at.rfc3339),
            "arrivedAt": .string(row.arrivedAt.rfc3339), "origin": .string(row.origin),
            "version": .number(.integer(Int64(row.version))), "record": .object(body),
        ]
        if row.isSuperseded { json["superseded"] = true }
        return .object(json)
    }
}

extension StoreReader {
    /// Returns every record of the incidents of a case in every version, by the times they state;
    /// also the merges that were taken back.
    package func records(of incident: Case) async throws -> [RecordEntry] {
        let rows = try await read { snapshot in
            var rows = try incident.incidents.flatMap { try snapshot.records(of: $0) }
            let known = Set(rows.map(\.id))
            for merge in incident.merges where !known.contains(merge.record) {
                if let row = try snapshot.record(merge.record) { rows.append(row) }
            }
            return rows
        }
        return rows.map(RecordEntry.init).enumerated().sorted {
            ($0.element.at, $0.offset) < ($1.element.at, $1.offset)
        }.map(\.element)
    }
}
