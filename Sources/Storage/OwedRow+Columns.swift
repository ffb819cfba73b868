import Calendars
import Cases
import JSON
import Rules

extension OwedRow {
    package static let columns = """
        incident, obligation, position, rule, name, owing, awaiting, occurrence, rulebook, title,
        opened_at, due_at, waits_for, began_at, status, verdict, late_by, report, decided_at,
        waived_by, faults, severity
        """

    /// The index of the first column after those of an obligation.
    package static let columnsCount = 22

    package init(_ row: some StoredColumns) {
        self.init(
            incident: Incident.ID(row[0]), obligation: Obligation.ID(row[1]), position: row[2],
            rule: Rule.ID(row[3]), name: row[4], owing: Unit.ID(row[5]),
            awaiting: row.json(6).compactMap { $0.string.map { Unit.ID($0) } },
            occurrence: (row[7] as Int64?).map { Int($0) }, rulebook: row[8], title: row[9],
            openedAt: row.instant(10), dueAt: row.optionalInstant(11),
            waitsFor: (row[12] as String?).flatMap(Self.question),
            beganAt: row.optionalInstant(13),
            status: Obligation.DueStatus(rawValue: row[14]) ?? .pending,
            verdict: Self.verdict(row[15], lateBy: row[16], report: row[17]),
            decidedAt: row.optionalInstant(18), waivedBy: row[19],
            faults: row.json(20).compactMap(Fault.init(coded:)), severity: row[21])
    }

    /// The milliseconds by which the report was late; nil unless it was.
    package var lateBy: Int64? {
        guard case .late(let span) = verdict?.outcome else { return nil }
        return span.wholeMilliseconds
    }

    private static func verdict(
        _ name: String?, lateBy: Int64?, report: String?
    ) -> Obligation.Verdict? {
        let report = report.map { Cases.Record.ID($0) }
        return switch (name, lateBy) {
        case ("on-time", _): Obligation.Verdict(outcome: .onTime, report: report)
        case ("late", let span?):
            Obligation.Verdict(outcome: .late(.milliseconds(span)), report: report)
        case ("missed", _): Obligation.Verdict(outcome: .missed, report: nil)
        default: nil
        }
    }

    /// Reads a question, which older versions stored as a sentence.
    private static func question(_ text: String) -> OpenQuestion? {
        guard let json = try? JSONReader.read(Array(text.utf8), limits: .stored) else {
            return .legacy(text)
        }
        return OpenQuestion(coded: json)
    }
}

extension OwedQuestion {
    package init(_ row: some StoredColumns) {
        self.init(
            incident: Incident.ID(row[0]), about: row[1],
            fault: Fault(coded: .array(row.json(2))))
    }
}
