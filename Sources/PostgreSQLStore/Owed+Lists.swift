internal import Calendars
internal import Cases
internal import Rules
internal import Storage

// Lists of obligations, read by key.
extension PostgreSQLSession {
    /// The deadline by which open obligations are sorted, as the index expression.
    private static let deadline = "coalesce(due_at, 9223372036854775807)"
    /// The instant by which settled obligations are sorted, as the index expression.
    private static let settled = "coalesce(decided_at, due_at, opened_at)"

    func openOwed(
        matching filter: OwedFilter, limit: Int, after place: OwedCursor?
    ) throws(StoreError) -> [(row: OwedRow, place: OwedCursor)] {
        var query = PostgreSQLConditions(filter, isOpen: true)
        if let place {
            query.add(
                "(\(Self.deadline), number) > ($, $)",
                .int(place.dueAt?.milliseconds ?? Int64.max), .int(place.number))
        }
        return try page(query, by: "\(Self.deadline), number", limit) { $0.dueAt }
    }

    func settledOwed(
        matching filter: OwedFilter, limit: Int, after place: OwedCursor?
    ) throws(StoreError) -> [(row: OwedRow, place: OwedCursor)] {
        var query = PostgreSQLConditions(filter, isOpen: false)
        if let place {
            query.add(
                "(\(Self.settled), number) < ($, $)",
                .int(place.dueAt?.milliseconds ?? Int64.max), .int(place.number))
        }
        return try page(query, by: "\(Self.settled) DESC, number DESC", limit) { $0.settledAt }
    }

    private func page(
        _ query: PostgreSQLConditions, by order: String, _ limit: Int,
        key: (OwedRow) -> Instant?
    ) throws(StoreError) -> [(row: OwedRow, place: OwedCursor)] {
        var query = query
        let limit = query.place(of: .int(Int64(limit)))
        return try fetch(
            "list what is owed",
            """
            SELECT \(OwedRow.columns), number FROM owed WHERE \(query.text)
            ORDER BY \(order) LIMIT \(limit)
            """, query.values,
            as: { row in
                let found = OwedRow(row)
                let number: Int64 = row[OwedRow.columnsCount]
                return (found, OwedCursor(dueAt: key(found), number: number))
            })
    }

    func countOwed(matching filter: OwedFilter, isOpen: Bool) throws(StoreError) -> Int {
        let query = PostgreSQLConditions(filter, isOpen: isOpen)
        return try fetchFirst(
            "count what is owed", "SELECT count(*) FROM owed WHERE \(query.text)",
            query.values, as: { $0[0] as Int }) ?? 0
    }

    func openQuestions(limit: Int) throws(StoreError) -> [OwedQuestion] {
        try fetch(
            "list what is in question",
            """
            SELECT questions.incident, about, fault FROM questions JOIN cases USING (incident)
            WHERE phase = 'open' AND set_aside_at IS NULL
            ORDER BY questions.incident, fault IS NULL, about LIMIT $1
            """, [.int(Int64(limit))], as: { OwedQuestion($0) })
    }

    func countOpenQuestions() throws(StoreError) -> Int {
        try fetchFirst(
            "count what is in question",
            """
            SELECT count(*) FROM questions JOIN cases USING (incident)
            WHERE phase = 'open' AND set_aside_at IS NULL
            """, as: { $0[0] as Int }) ?? 0
    }
}

extension PostgreSQLConditions {
    fileprivate init(_ filter: OwedFilter, isOpen: Bool) {
        self.init()
        add(isOpen ? "is_open" : "NOT is_open")
        if let units = filter.units {
            add("owing = ANY ($)", .texts(units.map(\.text).sorted()))
        }
        if let rule = filter.rule { add("rule = $", .text(rule.text)) }
        if !filter.severities.isEmpty {
            add("severity = ANY ($)", .texts(filter.severities.sorted()))
        }
        if let since = filter.openedSince { add("opened_at >= $", .int(since.milliseconds)) }
        guard let status = filter.status else { return }
        let settled: Set<Obligation.DueStatus> = [.met, .waived, .missed]
        let accepted = status.accepted.filter { settled.contains($0) != isOpen }
        add(
            anyOf: accepted.sorted { $0.rawValue < $1.rawValue }.map {
                Self.condition(for: $0, at: status.at)
            })
    }

    /// Returns the condition for a status, of which the column holds the one before the deadline.
    private static func condition(
        for status: Obligation.DueStatus, at now: Instant
    ) -> (text: String, values: [PostgreSQLValue]) {
        switch status {
        case .notStarted: ("due_at IS NULL", [])
        case .overdue: ("due_at < $", [.int(now.milliseconds)])
        case .pending, .approaching:
            ("(status = $ AND due_at >= $)", [.text(status.rawValue), .int(now.milliseconds)])
        case .met, .waived, .missed: ("status = $", [.text(status.rawValue)])
        }
    }
}
