internal import Calendars
internal import Cases
internal import Rules
internal import Storage

// Lists of obligations.
extension MemoryTransaction {
    func openOwed(
        matching filter: OwedFilter, limit: Int, after place: OwedCursor?
    ) -> [(row: OwedRow, place: OwedCursor)] {
        let found = rows(matching: filter, isOpen: true) { $0.dueAt }
            .sorted { $0.place.isBefore($1.place) }
        return Array(
            found.filter { row in place.map { $0.isBefore(row.place) } ?? true }.prefix(limit))
    }

    func settledOwed(
        matching filter: OwedFilter, limit: Int, after place: OwedCursor?
    ) -> [(row: OwedRow, place: OwedCursor)] {
        let found = rows(matching: filter, isOpen: false) { $0.settledAt }
            .sorted { $1.place.isBefore($0.place) }
        return Array(
            found.filter { row in place.map { row.place.isBefore($0) } ?? true }.prefix(limit))
    }

    func countOwed(matching filter: OwedFilter, isOpen: Bool) -> Int {
        rows(matching: filter, isOpen: isOpen) { $0.dueAt }.count
    }

    private func rows(
        matching filter: OwedFilter, isOpen: Bool, key: (OwedRow) -> Instant?
    ) -> [(row: OwedRow, place: OwedCursor)] {
        tables.owed.values.joined().filter { $0.isOpen == isOpen && filter.admits($0) }.map { row in
            let name = MemoryTables.OwedKey(incident: row.incident, obligation: row.obligation)
            return (row, OwedCursor(dueAt: key(row), number: tables.owedNumbers[name] ?? 0))
        }
    }

    func openQuestions(limit: Int) -> [OwedQuestion] {
        let open = tables.questions.values.joined().filter { question in
            tables.cases[question.incident].map { $0.phase == .open && $0.setAside == nil }
                ?? false
        }
        func key(_ question: OwedQuestion) -> (String, Int, String) {
            (question.incident.text, question.fault == nil ? 1 : 0, question.about)
        }
        return Array(open.sorted { key($0) < key($1) }.prefix(limit))
    }

    func countOpenQuestions() -> Int { openQuestions(limit: .max).count }
}

extension OwedCursor {
    fileprivate func isBefore(_ other: OwedCursor) -> Bool {
        (dueAt?.milliseconds ?? Int64.max, number)
            < (other.dueAt?.milliseconds ?? Int64.max, other.number)
    }
}

extension OwedFilter {
    fileprivate func admits(_ row: OwedRow) -> Bool {
        (units.map { $0.contains(row.owing) } ?? true) && (rule.map { $0 == row.rule } ?? true)
            && (severities.isEmpty || severities.contains(row.severity ?? ""))
            && (openedSince.map { row.openedAt >= $0 } ?? true)
            && (status.map { $0.accepted.contains(row.status(at: $0.at)) } ?? true)
    }
}
