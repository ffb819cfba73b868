internal import Calendars
internal import Cases
import JSON
internal import Rules
internal import Storage

// Lists of obligations, read by key.
extension SQLiteSession {
    /// The deadline by which open obligations are sorted, as the index expression.
    private static let deadline = "coalesce(due_at, 9223372036854775807)"
    /// The instant by which settled obligations are sorted, as the index expression.
    private static let settled = "coalesce(decided_at, due_at, opened_at)"

    func openOwed(
        matching filter: OwedFilter, limit: Int, after place: OwedCursor?
    ) throws(StoreError) -> [(row: OwedRow, place: OwedCursor)] {
        var query = OwedConditions(filter, isOpen: true)
        if let place {
            // The first condition serves the index, which cannot use a row comparison with an
            // expression.
            let deadline = place.dueAt?.milliseconds ?? Int64.max
            query.add("\(Self.deadline) >= ?", [deadline])
            query.add("(\(Self.deadline), number) > (?, ?)", [deadline, place.number])
        }
        return try page(query, by: "\(Self.deadline), number", limit) { $0.dueAt }
    }

    func settledOwed(
        matching filter: OwedFilter, limit: Int, after place: OwedCursor?
    ) throws(StoreError) -> [(row: OwedRow, place: OwedCursor)] {
        var query = OwedConditions(filter, isOpen: false)
        if let place {
            let settled = place.dueAt?.milliseconds ?? Int64.max
            query.add("\(Self.settled) <= ?", [settled])
            query.add("(\(Self.settled), number) < (?, ?)", [settled, place.number])
        }
        return try page(query, by: "\(Self.settled) DESC, number DESC", limit) { $0.settledAt }
    }

    private func page(
        _ query: OwedConditions, by order: String, _ limit: Int, key: (OwedRow) -> Instant?
    ) throws(StoreError) -> [(row: OwedRow, place: OwedCursor)] {
        try fetch(
            "list what is owed",
            """
            SELECT \(OwedRow.columns), number FROM owed WHERE \(query.text)
            ORDER BY \(order) LIMIT ?
            """, query.arguments + [limit],
            as: { row in
                let found = OwedRow(row)
                let number: Int64 = row[OwedRow.columnsCount]
                return (found, OwedCursor(dueAt: key(found), number: number))
            })
    }

    func countOwed(matching filter: OwedFilter, isOpen: Bool) throws(StoreError) -> Int {
        let query = OwedConditions(filter, isOpen: isOpen)
        return try fetchFirst(
            "count what is owed", "SELECT count(*) FROM owed WHERE \(query.text)",
            query.arguments, as: { $0[0] as Int }) ?? 0
    }

    func openQuestions(limit: Int) throws(StoreError) -> [OwedQuestion] {
        try fetch(
            "list what is in question",
            """
            SELECT questions.incident, about, fault FROM questions JOIN cases USING (incident)
            WHERE phase = 'open' AND set_aside_at IS NULL
            ORDER BY questions.incident, fault IS NULL, about LIMIT ?
            """, [limit], as: { OwedQuestion($0) })
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

/// The conditions of a query for obligations, with their arguments.
private struct OwedConditions {
    private var conditions: [String]
    private(set) var arguments: [any Bindable] = []

    var text: String { conditions.joined(separator: " AND ") }

    init(_ filter: OwedFilter, isOpen: Bool) {
        conditions = [isOpen ? "is_open" : "NOT is_open"]
        if let units = filter.units { add("owing", among: units.map(\.text)) }
        if let rule = filter.rule { add("rule = ?", [rule.text]) }
        if !filter.severities.isEmpty { add("severity", among: Array(filter.severities)) }
        if let since = filter.openedSince { add("opened_at >= ?", [since.milliseconds]) }
        if let status = filter.status { add(status, isOpen: isOpen) }
    }

    mutating func add(_ condition: String, _ further: [any Bindable]) {
        conditions.append(condition)
        arguments += further
    }

    private mutating func add(_ column: String, among values: [String]) {
        let list = JSON.array(values.sorted().map(JSON.string)).serialized()
        add("\(column) IN (SELECT value FROM json_each(?))", [list])
    }

    /// Adds the condition for a status, of which the column holds the one before the deadline.
    private mutating func add(_ status: OwedFilter.Status, isOpen: Bool) {
        let settled: Set<Obligation.DueStatus> = [.met, .waived, .missed]
        let accepted = status.accepted.filter { settled.contains($0) != isOpen }
        let parts = accepted.sorted { $0.rawValue < $1.rawValue }.map {
            Self.condition(for: $0, at: status.at)
        }
        let text = parts.map(\.text).joined(separator: " OR ")
        add(parts.isEmpty ? "FALSE" : "(\(text))", parts.flatMap(\.arguments))
    }

    private static func condition(
        for status: Obligation.DueStatus, at now: Instant
    ) -> (text: String, arguments: [any Bindable]) {
        switch status {
        case .notStarted: ("due_at IS NULL", [])
        case .overdue: ("due_at < ?", [now.milliseconds])
        case .pending, .approaching:
            ("(status = ? AND due_at >= ?)", [status.rawValue, now.milliseconds])
        case .met, .waived, .missed: ("status = ?", [status.rawValue])
        }
    }
}
