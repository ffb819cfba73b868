import Cases
import Rules

extension JournalRow {
    package static let columns = "incident, at, body, entry"

    package init(_ row: some StoredColumns) {
        self.init(
            incident: (row[0] as String?).map { Incident.ID($0) }, at: row.instant(1),
            body: row.bytes(2), entry: row[3])
    }
}
