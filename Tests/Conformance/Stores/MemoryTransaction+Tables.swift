internal import Calendars
internal import Cases
internal import Rules
internal import Storage

// Records.
extension MemoryTransaction {
    func records(_ ids: [Record.ID]) -> [RecordRow] {
        ids.compactMap { tables.versions[$0]?.last.map { tables.records[$0] } }
    }

    func latestRecord() -> RecordRow? { tables.records.last }

    func records(of incident: Incident.ID) -> [RecordRow] {
        tables.records.filter { $0.incident == incident }
    }

    func insert(_ records: [RecordRow]) -> [RecordOutcome] {
        records.map(insert)
    }

    private func insert(_ record: RecordRow) -> RecordOutcome {
        var row = record
        row.version = (tables.versions[record.id]?.count ?? 0) + 1
        if let last = tables.versions[record.id]?.last {
            let known = tables.records[last]
            if known.digest == record.digest { return .duplicate }
            if record.arrival == .once { return .conflict(existingDigest: known.digest) }
            tables.records[last].isSuperseded = true
        }
        tables.versions[record.id, default: []].append(tables.records.count)
        tables.records.append(row)
        return row.version == 1 ? .new : .newVersion
    }
}

// Cases.
extension MemoryTransaction {
    func cases(_ incidents: [Incident.ID]) -> [CaseRow] {
        incidents.compactMap { tables.cases[$0] }
    }

    func parts(of incident: Incident.ID, _ choice: CasePart.Choice) -> [CasePart] {
        (tables.parts[incident] ?? [:]).values.filter { choice.numbers.contains($0.number) }
            .sorted { $0.number < $1.number }
    }

    func saveParts(_ changes: [CasePartsChange]) {
        for change in changes where tables.cases[change.incident] != nil {
            for number in change.removed { tables.parts[change.incident]?[number] = nil }
            for part in change.saved {
                tables.parts[change.incident, default: [:]][part.number] = part
            }
        }
    }

    func cases(matching filter: CaseFilter, limit: Int, after place: CaseCursor?) -> [CaseRow] {
        let found = tables.cases.values.filter { row in
            (filter.phase.map { $0 == row.phase } ?? true)
                && (filter.isSetAside.map { $0 == (row.setAside != nil) } ?? true)
                && (filter.hasObligations.map { has in
                    has != (tables.owed[row.incident] ?? []).isEmpty
                } ?? true)
                && (place.map { CaseCursor(of: row) < $0 } ?? true)
        }
        return Array(
            found.sorted { CaseCursor(of: $0) > CaseCursor(of: $1) }.prefix(limit))
    }

    func headings(
        matching filter: CaseFilter, limit: Int, after place: CaseCursor?
    ) -> [CaseHeading] {
        cases(matching: filter, limit: limit, after: place).map { row in
            CaseHeading(
                incident: row.incident, phase: row.phase, title: row.title,
                openedAt: row.openedAt, setAside: row.setAside)
        }
    }

    func dueCases(before instant: Instant, limit: Int) -> [CaseRow] {
        let due = tables.cases.values.compactMap { row -> (at: Instant, row: CaseRow)? in
            guard row.setAside == nil, let at = row.nextAt, at <= instant else { return nil }
            return (at, row)
        }
        func key(_ one: (at: Instant, row: CaseRow)) -> (Int, Instant, Int64) {
            (one.row.isUntold ? 0 : 1, one.at, number(one.row))
        }
        return due.sorted { key($0) < key($1) }
            .prefix(limit).map(\.row)
    }

    func casesWithoutNext(
        limit: Int, after place: IdleCaseCursor?
    ) -> [(row: CaseRow, place: IdleCaseCursor)] {
        let quiet = tables.cases.values.filter {
            $0.phase == .open && $0.nextAt == nil && $0.setAside == nil
        }.map { ($0, IdleCaseCursor(updatedAt: $0.updatedAt, number: number($0))) }
        func key(_ place: IdleCaseCursor) -> (Instant, Int64) { (place.updatedAt, place.number) }
        return Array(
            quiet.filter { found in place.map { key($0) < key(found.1) } ?? true }
                .sorted { key($0.1) < key($1.1) }.prefix(limit))
    }

    func earliestDue() -> Instant? {
        tables.cases.values.filter { $0.setAside == nil }.compactMap(\.nextAt).min()
    }

    func lockCases(_ incidents: [Incident.ID]) {}

    func lockDueCases(before instant: Instant, limit: Int) -> [CaseRow] {
        dueCases(before: instant, limit: limit)
    }

    func save(_ rows: [CaseRow]) {
        for row in rows {
            var row = row
            row.setAside = nil
            row.hasOwed = true
            keep(row)
        }
    }

    func setAside(_ incident: Incident.ID, reason: String, at: Instant) {
        var row =
            tables.cases[incident]
            ?? CaseRow(
                incident: incident, nextAt: nil, phase: .open, title: nil, openedAt: at,
                updatedAt: at, body: [])
        row.setAside = SetAside(at: at, reason: reason)
        keep(row)
    }

    private func keep(_ row: CaseRow) {
        if tables.caseNumbers[row.incident] == nil {
            tables.caseNumbers[row.incident] = Int64(tables.caseNumbers.count + 1)
        }
        tables.cases[row.incident] = row
    }

    private func number(_ row: CaseRow) -> Int64 { tables.caseNumbers[row.incident] ?? 0 }
}

// Obligations.
extension MemoryTransaction {
    func owed(of incidents: [Incident.ID], onlyOpen: Bool) -> [OwedRow] {
        incidents.flatMap { incident in
            (tables.owed[incident] ?? []).filter { !onlyOpen || $0.isOpen }
                .sorted { $0.position < $1.position }
        }
    }

    func statements(of incidents: [Incident.ID]) -> [Incident.ID: [ListedStatement]] {
        tables.statements.filter { incidents.contains($0.key) }
    }

    func questions(of incidents: [Incident.ID]) -> [OwedQuestion] {
        incidents.flatMap { tables.questions[$0] ?? [] }
    }

    func casesWithoutOwed(limit: Int) -> [CaseRow] {
        Array(tables.cases.values.filter { !$0.hasOwed }.prefix(limit))
    }

    func saveOwed(_ changes: [OwedChange]) {
        for change in changes {
            let gone = Set(change.removed)
            var rows = (tables.owed[change.incident] ?? []).filter {
                !gone.contains($0.obligation)
            }
            for row in change.rows + change.restated { put(row, in: &rows) }
            tables.owed[change.incident] = rows
            let known = (tables.questions[change.incident] ?? []).filter { question in
                !change.answered.contains(question.about)
                    && !change.asked.contains { $0.about == question.about }
            }
            tables.questions[change.incident] = (known + change.asked).sorted {
                ($0.fault == nil ? 1 : 0, $0.about) < ($1.fault == nil ? 1 : 0, $1.about)
            }
            if let stated = change.statements {
                tables.statements[change.incident] = stated.isEmpty ? nil : stated
            }
        }
    }

    private func put(_ row: OwedRow, in rows: inout [OwedRow]) {
        guard let place = rows.firstIndex(where: { $0.obligation == row.obligation }) else {
            let key = MemoryTables.OwedKey(incident: row.incident, obligation: row.obligation)
            tables.owedNumbers[key] = Int64(tables.owedNumbers.count + 1)
            return rows.append(row)
        }
        var row = row
        if row.verdict?.outcome == rows[place].verdict?.outcome {
            row.decidedAt = rows[place].decidedAt
        }
        rows[place] = row
    }

    func noteOwed(of incidents: [Incident.ID]) {
        for incident in incidents { tables.cases[incident]?.hasOwed = true }
    }
}

// Journal, rulebooks and markers.
extension MemoryTransaction {
    func journal(of incident: Incident.ID?) -> [JournalRow] {
        tables.journal.filter { $0.incident == incident }
    }

    func append(_ rows: [JournalRow]) {
        for row in rows {
            let isKnown = row.entry.map { entry in
                tables.journal.contains { $0.incident == row.incident && $0.entry == entry }
            }
            if !(isKnown ?? false) { tables.journal.append(row) }
        }
    }

    func rulebook(_ digest: String) -> [UInt8]? { tables.rulebooks[digest]?.bytes }

    func rulesInForce() -> RulesInForce? { tables.rulesInForce }

    func saveRulebook(_ digest: String, bytes: [UInt8], at: Instant) {
        if tables.rulebooks[digest] == nil { tables.rulebooks[digest] = (at, bytes) }
    }

    func publishRules(
        _ digest: String, after generation: Int?, by owner: String, at: Instant
    ) -> Bool {
        guard tables.rulesInForce?.generation == generation else { return false }
        tables.rulesInForce = RulesInForce(
            digest: digest, generation: (generation ?? 0) + 1, by: owner, at: at)
        return true
    }

    func marker(_ key: String) -> Instant? { tables.markers[key] }

    func setMarker(_ key: String, until: Instant) { tables.markers[key] = until }

    func claimMarker(_ key: String, until: Instant, at now: Instant) -> Bool {
        if let held = tables.markers[key], held > now { return false }
        tables.markers[key] = until
        return true
    }

    func forgetMarkers(endedBefore instant: Instant, except keys: [String]) {
        tables.markers = tables.markers.filter { $0.value >= instant || keys.contains($0.key) }
    }
}
