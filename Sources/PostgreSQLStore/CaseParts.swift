internal import Cases
internal import Rules
internal import Storage

// The parts of large cases.
extension PostgreSQLSession {
    func parts(
        of incident: Incident.ID, _ choice: CasePart.Choice
    ) throws(StoreError) -> [CasePart] {
        try fetch(
            "read the parts of \(incident)",
            """
            SELECT number, body FROM case_parts
            WHERE incident = $1 AND number BETWEEN $2 AND $3 ORDER BY number
            """,
            [
                .text(incident.text), .int(choice.numbers.lowerBound),
                .int(choice.numbers.upperBound),
            ],
            as: { CasePart(number: $0[0], body: $0.bytes(1)) })
    }

    func saveParts(_ changes: [CasePartsChange]) throws(StoreError) {
        let removed = changes.flatMap { change in change.removed.map { (change.incident, $0) } }
        if !removed.isEmpty {
            try execute(
                "remove parts of cases",
                """
                DELETE FROM case_parts USING unnest($1, $2) AS gone (incident, number)
                WHERE case_parts.incident = gone.incident AND case_parts.number = gone.number
                """, [.texts(removed.map(\.0.text)), .ints(removed.map(\.1))])
        }
        let saved = changes.flatMap { change in change.saved.map { (change.incident, $0) } }
            .lastOfEach { [$0.0.text, String($0.1.number)] }
        guard !saved.isEmpty else { return }
        try execute(
            "save parts of cases",
            """
            INSERT INTO case_parts (incident, number, body) SELECT * FROM unnest($1, $2, $3)
            ON CONFLICT (incident, number) DO UPDATE SET body = excluded.body
            """,
            [
                .texts(saved.map(\.0.text)), .ints(saved.map(\.1.number)),
                .byteArrays(saved.map(\.1.body)),
            ])
    }

    func removeParts(of incidents: [Incident.ID]) throws(StoreError) {
        try execute(
            "remove the parts of cases", "DELETE FROM case_parts WHERE incident = ANY ($1)",
            [.texts(incidents.map(\.text))])
    }
}
