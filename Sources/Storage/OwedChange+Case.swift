package import Calendars
package import Cases
import Rules

extension OwedChange {
    /// Compares two states of a case and collects the rows that differ; all rows if `before` is
    /// nil.
    ///
    /// Unchanged obligations are neither written nor read. The rows of occurrences that the case
    /// let go of stay as they are.
    package init(from before: Case?, to current: Case, at now: Instant) {
        self.init(incident: current.id, rows: [])
        let old = before?.obligations ?? Obligations()
        let isSameCase = before.map { $0.hasSameHeading(as: current) } ?? false
        var replaced: [Obligation.ID] = []
        for (place, obligation) in current.obligations.enumerated() {
            guard let before, old.indices.contains(place) else {
                rows.append(OwedRow(obligation, at: place, of: current, decidedAt: now))
                continue
            }
            if isSameCase, old[place] == obligation { continue }
            add(
                OwedRow(obligation, at: place, of: current, decidedAt: now),
                known: OwedRow(old[place], at: place, of: before, decidedAt: now))
            if obligation.id != old[place].id { replaced.append(old[place].id) }
        }
        replaced += old.dropFirst(current.obligations.count).map(\.id)
        if !replaced.isEmpty {
            let left = Set(current.obligations.lazy.map(\.id))
            removed = replaced.filter { !left.contains($0) && !current.hasLetGo(of: $0) }
        }
        compareQuestions(of: before, with: current)
        let stated = current.listedStatements
        if stated != before?.listedStatements ?? [] { statements = stated }
    }

    /// Collects the rows of a case that differ from the stored ones.
    package init(of live: LiveCase, at now: Instant) {
        let current = live.current
        switch live.difference {
        case .all: self.init(from: nil, to: current, at: now)
        case .from(let before): self.init(from: before, to: current, at: now)
        case .some(let changes):
            self.init(incident: current.id, rows: [])
            for place in changes.places(in: current) {
                let row = OwedRow(
                    current.obligations[place], at: place, of: current, decidedAt: now)
                if let old = changes.obligations[place] {
                    add(row, known: OwedRow(old, at: place, of: current, decidedAt: now))
                } else {
                    rows.append(row)
                }
            }
            asked = changes.faults.compactMap { about in
                current.faults[about].map {
                    OwedQuestion(incident: current.id, about: about, fault: $0)
                }
            }
        }
    }

    /// Collects the rows of a case of which the stored rows are of an earlier version: all rows,
    /// and what is there no more.
    package init(ofAll live: LiveCase, at now: Instant) {
        let all = OwedChange(from: nil, to: live.current, at: now)
        self.init(of: live, at: now)
        (rows, restated, asked) = (all.rows, [], all.asked)
        statements = all.statements ?? statements
    }

    private mutating func add(_ row: OwedRow, known: OwedRow) {
        switch row.difference(from: known) {
        case .none: break
        case .status: restated.append(row)
        case .other: rows.append(row)
        }
    }

    private mutating func compareQuestions(of before: Case?, with current: Case) {
        if let before, before.faults == current.faults, before.isUnknown == current.isUnknown {
            return
        }
        let old = before?.owedQuestions ?? []
        let new = current.owedQuestions
        guard old != new else { return }
        let (known, left) = (Set(old), Set(new.map(\.about)))
        asked = new.filter { !known.contains($0) }
        answered = old.map(\.about).filter { !left.contains($0) }
    }
}

extension OwedRow {
    fileprivate init(
        _ obligation: Obligation, at position: Int, of known: Case, decidedAt: Instant
    ) {
        self.init(
            obligation, at: position, of: known.id, title: known.title,
            severity: known.severity, beganAt: known.beganAt, decidedAt: decidedAt)
    }
}

extension Case {
    /// Returns the obligations as rows for lists.
    package func owedRows(at now: Instant) -> [OwedRow] {
        obligations.enumerated().map { place, obligation in
            OwedRow(obligation, at: place, of: self, decidedAt: now)
        }
    }

    /// The time of the event; nil where no record states one.
    fileprivate var beganAt: Instant? {
        guard case .instant(let at) = incident?.recordedTime(.occurred) else { return nil }
        return at
    }

    /// Returns true if the values that all obligation rows share are equal.
    fileprivate func hasSameHeading(as other: Case) -> Bool {
        title == other.title && severity == other.severity && beganAt == other.beganAt
    }

    /// The questions that keep the incident from being judged, in the order of their subjects.
    package var owedQuestions: [OwedQuestion] {
        let known = faults.sorted { $0.key < $1.key }.map { about, fault in
            OwedQuestion(incident: id, about: about, fault: fault)
        }
        let unknown = OwedQuestion(incident: id, about: "", fault: nil)
        return known + (isUnknown ? [unknown] : [])
    }
}
