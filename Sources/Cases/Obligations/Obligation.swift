package import Calendars
package import Rules

/// A duty as owed for one incident: who must report what to whom, by when, and how it stands.
package struct Obligation: Hashable, Sendable {
    /// `RULE/OBLIGATION@UNIT`, as design chapter 9 writes it, with `~INSTRUCTION` and `#n`.
    package typealias ID = Identifier<Obligation>

    /// The part that never changes, shared by all copies.
    private let origin: Origin
    /// Who must report.
    package internal(set) var owing: Unit.ID
    /// The last instant at which a report is on time; nil while `waitsFor` is not known.
    package internal(set) var dueAt: Instant?
    /// What its deadline is counted from and nobody has told yet, for a person.
    package internal(set) var waitsFor: String?
    package internal(set) var verdict: Verdict?
    /// The earliest report that suffices, also before there is a deadline to judge it by, and also
    /// if it was retracted later: what counts from it stays where it was.
    package internal(set) var firstReport: Record.ID?
    /// Who let it off, while that holds: by a waiver, or by closing the incident before it was due.
    package internal(set) var waivedBy: String?
    package internal(set) var faults: [Fault] = []
    package internal(set) var escalation = Escalation()

    package init(
        rule: Rule.ID, name: String, awaiting: [Unit.ID], rulebook: String, openedAt: Instant,
        cause: Cause = .incident, occurrence: Int? = nil, owing: Unit.ID
    ) {
        origin = Origin(
            rule: rule, name: name, awaiting: awaiting, rulebook: rulebook, openedAt: openedAt,
            cause: cause, occurrence: occurrence)
        self.owing = owing
    }

    /// `RULE/OBLIGATION` with `~INSTRUCTION` and `#n`: for a person, who sees the units beside it.
    package var label: String {
        path + cause.suffix + (occurrence.map { "#\($0)" } ?? "")
    }

    /// `RULE/OBLIGATION`, shared by the obligations to each awaiting unit.
    package var path: String { "\(rule)/\(name)" }
}

extension Obligation {
    /// The identity of an obligation and the rulebook and cause it was opened by.
    ///
    /// A class, all of it constant: copies of obligations are many, and share one.
    private final class Origin: Hashable, Sendable {
        let id: ID
        let series: String
        let rule: Rule.ID
        let name: String
        let awaiting: [Unit.ID]
        let rulebook: String
        let openedAt: Instant
        let cause: Cause
        let occurrence: Int?

        init(
            rule: Rule.ID, name: String, awaiting: [Unit.ID], rulebook: String,
            openedAt: Instant, cause: Cause, occurrence: Int?
        ) {
            self.rule = rule
            self.name = name
            self.awaiting = awaiting
            self.rulebook = rulebook
            self.openedAt = openedAt
            self.cause = cause
            self.occurrence = occurrence
            let units = awaiting.map(\.text).joined(separator: "|")
            let name = OccurrenceName(
                series: "\(rule)/\(name)@\(units)\(cause.suffix)", number: occurrence)
            series = name.series
            id = name.id
        }

        static func == (left: Origin, right: Origin) -> Bool {
            // The id has the rule, the name, the units and the occurrence in it.
            left === right
                || left.id == right.id && left.rulebook == right.rulebook
                    && left.openedAt == right.openedAt && left.cause == right.cause
                    && left.name == right.name && left.awaiting == right.awaiting
        }

        func hash(into hasher: inout Hasher) {
            hasher.combine(id)
            hasher.combine(openedAt)
        }
    }

    /// `RULE/OBLIGATION@UNIT`, with `~INSTRUCTION` and `#n` where they apply.
    package var id: ID { origin.id }
    /// The name shared by all occurrences of a repeated obligation; of others the id.
    package var series: String { origin.series }
    package var rule: Rule.ID { origin.rule }
    /// The name of the obligation in its rule.
    package var name: String { origin.name }
    /// The units that await the report; where there are several, any of them will do.
    package var awaiting: [Unit.ID] { origin.awaiting }
    /// The digest of the rulebook that opened the obligation: its deadline and steps stay.
    package var rulebook: String { origin.rulebook }
    package var openedAt: Instant { origin.openedAt }
    /// The event that made the obligation due.
    package var cause: Cause { origin.cause }
    /// The number of the occurrence of a repeated obligation, from 1; nil for one owed once.
    package var occurrence: Int? { origin.occurrence }
}

extension Obligation {
    /// The name of one occurrence of what is owed again and again: `SERIES#n`.
    package struct OccurrenceName {
        package let series: String
        /// The number of the occurrence, from 1; nil: it is owed once.
        package let number: Int?

        package init(series: String, number: Int?) {
            self.series = series
            self.number = number
        }

        /// Reads an obligation's id.
        package init(_ id: ID) {
            let mark = id.text.lastIndex(of: "#")
            number = mark.flatMap { Int(id.text[id.text.index(after: $0)...]) }
            series = number == nil ? id.text : mark.map { String(id.text[..<$0]) } ?? id.text
        }

        package var id: ID { ID(number.map { "\(series)#\($0)" } ?? series) }
    }

    /// What it is owed for.
    package enum Cause: Hashable, Sendable {
        case incident
        /// The record of the instruction it answers.
        case instruction(Record.ID)
        case sighting
        /// A record of the incident that brought something new.
        case update(Record.ID)
        /// A firing of a bulletin's schedule, which is its deadline; reports count from after
        /// `since`, the firing before.
        case firing(since: Instant, at: Instant)

        /// What it adds to the name of what is owed for it.
        var suffix: String {
            switch self {
            case .instruction(let id), .update(let id): "~\(id)"
            case .incident, .sighting, .firing: ""
            }
        }
    }

    /// How a report stands to its deadline, and what that rests on.
    package struct Verdict: Hashable, Sendable {
        package enum Outcome: Hashable, Sendable {
            case onTime
            case late(Duration)
            case missed
        }

        package let outcome: Outcome
        /// The earliest sufficient report; nil when it was missed.
        package let report: Record.ID?

        package init(outcome: Outcome, report: Record.ID?) {
            self.outcome = outcome
            self.report = report
        }

        /// `on-time`, `late` or `missed`.
        package var name: String {
            switch outcome {
            case .onTime: "on-time"
            case .late: "late"
            case .missed: "missed"
            }
        }
    }

    /// Where an obligation is on its way from owed to over.
    package enum DueStatus: String, Sendable, CaseIterable {
        /// What its deadline is counted from is not known. Can become: pending, met.
        case notStarted = "not-started"
        /// Can become: approaching, overdue, met.
        case pending
        /// Someone has been told that the deadline comes near. Can become: overdue, met.
        case approaching
        /// The deadline has passed without a report. Can become: met, missed.
        case overdue
        /// Reported, in time or late.
        case met
        /// Somebody let it off. Can become: pending, approaching, overdue, met.
        case waived
        /// Never reported in the time in which a report was still looked for.
        case missed
    }

    /// Whether a report is still looked for.
    package var isOpen: Bool { verdict == nil && waivedBy == nil }

    package func status(at now: Instant) -> DueStatus {
        if let verdict { return verdict.outcome == .missed ? .missed : .met }
        if waivedBy != nil { return .waived }
        guard let dueAt else { return .notStarted }
        if now > dueAt { return .overdue }
        return escalation.told.isEmpty ? .pending : .approaching
    }
}

extension Obligation {
    /// Whether it is owed until the incident is closed.
    var isRepeated: Bool {
        if case .firing = cause { false } else { occurrence != nil }
    }
}
