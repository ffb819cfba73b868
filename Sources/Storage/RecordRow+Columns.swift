import Cases
import Rules

extension RecordRow {
    package static let columns =
        "id, incident, digest, arrived_at, origin, is_kept, body, version, is_superseded"

    package init(_ row: some StoredColumns) {
        self.init(
            id: .init(row[0]), incident: Incident.ID(row[1]), digest: row[2],
            arrivedAt: row.instant(3), origin: row[4], arrival: row[5] ? .kept : .once,
            body: row.bytes(6))
        version = row[7]
        isSuperseded = row[8]
    }
}
