internal import Cases
internal import Rules
internal import Storage

// The parts of large cases. The number of a row is the number of the case with that of the part in
// its lower 32 bits, so that a case's parts lie together and need no other index.
extension SQLiteSession {
    func parts(
        of incident: Incident.ID, _ choice: CasePart.Choice
    ) throws(StoreError) -> [CasePart] {
        try fetch(
            "read the parts of \(incident)",
            """
            SELECT case_parts.number & 4294967295, case_parts.body FROM cases JOIN case_parts
                ON case_parts.number BETWEEN (cases.number << 32) + ?2 AND (cases.number << 32) + ?3
            WHERE incident = ?1 ORDER BY case_parts.number
            """,
            [incident.text, choice.numbers.lowerBound, choice.numbers.upperBound],
            as: { CasePart(number: $0[0], body: $0.bytes(1)) })
    }

    func saveParts(_ changes: [CasePartsChange]) throws(StoreError) {
        try execute(
            "remove parts of cases",
            """
            DELETE FROM case_parts
            WHERE number = (SELECT (number << 32) + ?2 FROM cases WHERE incident = ?1)
            """, each: changes.flatMap { change in change.removed.map { (change.incident, $0) } },
            with: { [$0.text, $1] })
        try execute(
            "save parts of cases",
            """
            INSERT INTO case_parts (number, body)
            SELECT (number << 32) + ?2, ?3 FROM cases WHERE incident = ?1
            ON CONFLICT (number) DO UPDATE SET body = excluded.body
            """, each: changes.flatMap { change in change.saved.map { (change.incident, $0) } },
            with: { [$0.text, $1.number, $1.body] })
    }

    func removeParts(of incidents: [Incident.ID]) throws(StoreError) {
        try execute(
            "remove the parts of cases",
            """
            DELETE FROM case_parts WHERE number IN (
                SELECT case_parts.number FROM cases JOIN case_parts
                    ON case_parts.number BETWEEN cases.number << 32
                        AND (cases.number << 32) + 4294967295
                WHERE incident = ?)
            """, each: incidents, with: { [$0.text] })
    }
}
