package import Calendars
package import Rules

/// A duty to report, for one incident: the units, the deadline and the current state.
package struct Obligation: Hashable, Sendable {
    /// `RULE/OBLIGATION@UNIT`, as in design chapter 9, with `~INSTRUCTION` and `#n` where they
    /// apply.
    package typealias ID = Identifier<Obligation>

    /// The part that never changes, shared by all copies.
    private let origin: Origin
    /// The unit that must report.
    package internal(set) var owing: Unit.ID
    /// The unit that must report according to each incident that requires the report, in a case of
    /// merged incidents; empty in any other case.
    package internal(set) var owners: [Incident.ID: Unit.ID] = [:]
    /// The incident whose deadline the obligation has, in a case of merged incidents.
    var home: Incident.ID?
    /// The last instant at which a report is on time; nil while `waitsFor` is not known.
    package internal(set) var dueAt: Instant?
    /// The question that keeps the deadline from being calculated; nil once it is answered.
    package internal(set) var waitsFor: OpenQuestion?
    package internal(set) var verdict: Verdict?
    /// The earliest sufficient report, also before a deadline is known and after a retraction: the
    /// times counted from it stay unchanged.
    package internal(set) var firstReport: Record.ID?
    /// The person who waived the obligation, by a waiver in effect or by closing the incident
    /// before the deadline; nil if nobody did.
    package internal(set) var waivedBy: String?
    /// True if the verdict was decided by an earlier version, whose matching it keeps.
    package internal(set) var isPinned = false
    package internal(set) var faults: [Fault] = []
    package internal(set) var escalation = Escalation()

    package init(
        rule: Rule.ID, name: String, awaiting: [Unit.ID], rulebook: String, openedAt: Instant,
        cause: Cause = .incident, occurrence: Int? = nil, owing: Unit.ID,
        isOwedByEach: Bool = false
    ) {
        origin = Origin(
            rule: rule, name: name, awaiting: awaiting, rulebook: rulebook, openedAt: openedAt,
            cause: cause, occurrence: occurrence, owner: isOwedByEach ? owing : nil)
        self.owing = owing
    }

    /// `RULE/OBLIGATION` with `~INSTRUCTION` and `#n`, for displays that show the units separately.
    package var label: String {
        path + cause.suffix + (occurrence.map { "#\($0)" } ?? "")
    }

    /// `RULE/OBLIGATION`, shared by the obligations to each awaiting unit.
    package var path: String { "\(rule)/\(name)" }
}

extension Obligation {
    /// The identity of an obligation, and the rulebook and cause that opened it.
    ///
    /// A class with constants alone: the many copies of an obligation share one.
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
        /// The reporting unit if each of several must report, so that the id tells them apart.
        let owner: Unit.ID?

        init(
            rule: Rule.ID, name: String, awaiting: [Unit.ID], rulebook: String,
            openedAt: Instant, cause: Cause, occurrence: Int?, owner: Unit.ID?
        ) {
            self.rule = rule
            self.name = name
            self.awaiting = awaiting
            self.rulebook = rulebook
            self.openedAt = openedAt
            self.cause = cause
            self.occurrence = occurrence
            self.owner = owner
            let units = awaiting.map(\.text).joined(separator: "|")
            let name = OccurrenceName(
                series: Self.series("\(rule)/\(name)@\(units)", owner, cause),
                number: occurrence)
            series = name.series
            id = name.id
        }

        static func series(_ path: String, _ owner: Unit.ID?, _ cause: Cause) -> String {
            path + (owner.map { ":\($0)" } ?? "") + cause.suffix
        }

        static func == (left: Origin, right: Origin) -> Bool {
            // The id contains the rule, the name, the units and the occurrence.
            left === right
                || left.id == right.id && left.rulebook == right.rulebook
                    && left.openedAt == right.openedAt && left.cause == right.cause
                    && left.name == right.name && left.awaiting == right.awaiting
                    && left.occurrence == right.occurrence
        }

        func hash(into hasher: inout Hasher) {
            hasher.combine(id)
            hasher.combine(openedAt)
        }
    }

    /// The id, fixed at creation: no part of it ever changes.
    package var id: ID { origin.id }
    /// The name shared by all occurrences of one obligation; for a single obligation, its id.
    package var series: String { origin.series }
    package var rule: Rule.ID { origin.rule }
    /// The obligation's name in the rule.
    package var name: String { origin.name }
    /// The units that await the report; any one of them suffices.
    package var awaiting: [Unit.ID] { origin.awaiting }
    /// True if the rule obliges each of several units to report, one obligation for each.
    package var isOwedByEach: Bool { origin.owner != nil }
    /// Returns the series of the obligation of another of these units; nil if the rule obliges one
    /// unit.
    func series(owedBy unit: Unit.ID) -> String? {
        guard isOwedByEach else { return nil }
        let units = awaiting.map(\.text).joined(separator: "|")
        return Origin.series("\(path)@\(units)", unit, cause)
    }
    /// The digest of the rulebook that opened the obligation and determines its deadline and steps.
    package var rulebook: String { origin.rulebook }
    package var openedAt: Instant { origin.openedAt }
    /// The cause of the obligation.
    package var cause: Cause { origin.cause }
    /// The number of a repeated obligation's occurrence, from 1; nil for a single obligation.
    package var occurrence: Int? { origin.occurrence }
}

extension Obligation {
    /// The name of one occurrence of a repeated obligation: `SERIES#n`.
    package struct OccurrenceName {
        package let series: String
        /// The number of the occurrence, from 1; nil for a single obligation.
        package let number: Int?

        package init(series: String, number: Int?) {
            self.series = series
            self.number = number
        }

        /// Reads the parts of an obligation's id.
        package init(_ id: ID) {
            let mark = id.text.lastIndex(of: "#")
            number = mark.flatMap { Int(id.text[id.text.index(after: $0)...]) }
            series = number == nil ? id.text : mark.map { String(id.text[..<$0]) } ?? id.text
        }

        package var id: ID { ID(number.map { "\(series)#\($0)" } ?? series) }
    }

    /// The cause of an obligation.
    package enum Cause: Hashable, Sendable {
        case incident
        /// An instruction to be answered, by its record.
        case instruction(Record.ID)
        case sighting
        /// An update of the incident, by its record.
        case update(Record.ID)
        /// A firing of a bulletin's schedule, at the deadline; reports count from after `since`,
        /// the previous firing.
        case firing(since: Instant, at: Instant)

        /// The suffix that the cause adds to names.
        var suffix: String {
            switch self {
            case .instruction(let id), .update(let id): "~\(id)"
            case .incident, .sighting, .firing: ""
            }
        }
    }

    /// The outcome of an obligation, with the report that decided it.
    package struct Verdict: Hashable, Sendable {
        package enum Outcome: Hashable, Sendable {
            case onTime
            case late(Duration)
            case missed
        }

        package let outcome: Outcome
        /// The earliest sufficient report; nil if the outcome is `missed`.
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

    /// The state of an obligation between opening and end.
    package enum DueStatus: String, Sendable, CaseIterable {
        /// The starting point of the deadline is unknown. Can become: pending, met.
        case notStarted = "not-started"
        /// The deadline is ahead and nobody was notified. Can become: approaching, overdue, met.
        case pending
        /// Somebody was notified of the coming deadline. Can become: overdue, met.
        case approaching
        /// The deadline has passed without a report. Can become: met, missed.
        case overdue
        /// Reported, on time or late.
        case met
        /// Waived by somebody. Can become: pending, approaching, overdue, met.
        case waived
        /// Not reported within the time allowed for late reports.
        case missed
    }

    /// Returns true for the unit that must report, and in a case of merged incidents for each unit
    /// that must according to one of them.
    package func isOwed(by unit: Unit.ID) -> Bool {
        unit == owing || owners.values.contains(unit)
    }

    /// True if a report is still expected.
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
    /// True if the obligation repeats until the incident is closed.
    var isRepeated: Bool {
        if case .firing = cause { false } else { occurrence != nil }
    }
}
