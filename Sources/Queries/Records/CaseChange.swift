package import Calendars
package import Cases
import Rules
package import Storage

/// The difference between two states of a case, for a person who asks what a record did.
package struct CaseChange: Hashable, Sendable {
    /// The kind of change to an obligation.
    package enum Kind: String, Sendable, CaseIterable {
        /// A report now meets the obligation, or another report than before.
        case met
        case waived
        case missed
        case opened
        /// An obligation that was met, waived or missed is open.
        case reopened
        /// The deadline of an open obligation changed.
        case moved
        /// The obligation is gone: a corrected record does not require the report.
        case dropped
    }

    /// A change to one obligation.
    package struct Line: Hashable, Sendable {
        package let kind: Kind
        /// The obligation after the change; before it, if it was dropped.
        package let row: OwedRow
        /// The deadline before the change, if it moved.
        package let dueBefore: Instant?
    }

    /// A fault and its subject: an obligation, a rule or a record.
    package struct Problem: Hashable, Sendable {
        package let about: String
        package let fault: Fault

        /// Returns whether a problem is the same fault, perhaps with other facts: a confirmed
        /// suspicion is not solved.
        func isSameMatter(as other: Problem) -> Bool {
            about == other.about && fault.kind == other.fault.kind
        }
    }

    /// The changes, by kind, then in the order of the obligations.
    package let lines: [Line]
    package let problems: [Problem]
    /// The problems that are gone.
    package let solved: [Problem]

    /// Compares two states; the first is nil before any record of the incident.
    package init(from before: Case?, to after: Case, at now: Instant) {
        let old = Dictionary(
            (before?.owedRows(at: now) ?? []).map { ($0.obligation, $0) }
        ) { first, _ in first }
        let rows = after.owedRows(at: now)
        let ids = Set(rows.map(\.obligation))
        let changed = rows.compactMap { Self.line(from: old[$0.obligation], to: $0) }
        let dropped = (before?.owedRows(at: now) ?? []).filter { !ids.contains($0.obligation) }
            .map { Line(kind: .dropped, row: $0, dueBefore: nil) }
        let all = changed + dropped
        lines = Kind.allCases.flatMap { kind in all.filter { $0.kind == kind } }
        let known = before.map(Self.problems) ?? []
        let current = Self.problems(of: after)
        problems = current.filter { !known.contains($0) }
        solved = known.filter { old in !current.contains { $0.isSameMatter(as: old) } }
    }

    private static func line(from old: OwedRow?, to new: OwedRow) -> Line? {
        func line(_ kind: Kind, _ before: Instant? = nil) -> Line {
            Line(kind: kind, row: new, dueBefore: before)
        }
        if let verdict = new.verdict {
            guard verdict != old?.verdict else { return nil }
            return line(verdict.outcome == .missed ? .missed : .met)
        }
        if new.waivedBy != nil { return old?.waivedBy == new.waivedBy ? nil : line(.waived) }
        guard let old else { return line(.opened) }
        if !old.isOpen { return line(.reopened) }
        return old.dueAt == new.dueAt ? nil : line(.moved, old.dueAt)
    }

    private static func problems(of incident: Case) -> [Problem] {
        incident.obligations.flatMap { obligation in
            obligation.faults.map { Problem(about: obligation.id.text, fault: $0) }
        }
            + incident.faults.sorted { $0.key < $1.key }.map {
                Problem(about: $0.key, fault: $0.value)
            }
    }
}
