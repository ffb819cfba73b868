import Cases
import Rules

extension CaseRow {
    package static let columns = """
        incident, next_at, phase, title, opened_at, updated_at, body, set_aside_at,
        set_aside_reason, has_owed, is_untold, has_parts
        """

    /// The index of the first column after those of a case.
    package static let columnsCount = 12

    package init(_ row: some StoredColumns) {
        self.init(
            incident: Incident.ID(row[0]), nextAt: row.optionalInstant(1),
            phase: CasePhase(rawValue: row[2]) ?? .open, title: row[3],
            openedAt: row.instant(4), updatedAt: row.instant(5), body: row.bytes(6),
            hasParts: row[11], isUntold: row[10])
        setAside = row.optionalInstant(7).map { SetAside(at: $0, reason: row[8] ?? "") }
        hasOwed = row[9]
    }
}

extension CaseHeading {
    // No column behind the encoded bytes, which SQLite would have to read to reach it.
    package static let columns =
        "incident, phase, title, opened_at, set_aside_at, set_aside_reason"

    package init(_ row: some StoredColumns) {
        self.init(
            incident: Incident.ID(row[0]), phase: CasePhase(rawValue: row[1]) ?? .open,
            title: row[2], openedAt: row.instant(3),
            setAside: row.optionalInstant(4).map { SetAside(at: $0, reason: row[5] ?? "") })
    }
}
