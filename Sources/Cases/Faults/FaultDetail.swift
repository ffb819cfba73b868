package import Calendars
package import Rules

/// The facts of a fault or a notice. They are put into words for a reader, last of all.
package indirect enum FaultDetail: Hashable, Sendable {
    // MARK: Records
    /// A record whose own time lies after its arrival.
    case recordAhead(Instant)
    /// A report that was submitted after its record had arrived.
    case reportAhead(Instant)
    /// A time of the incident that lies ahead.
    case anchorAhead(Anchor, Instant)
    /// Names in a record that nothing has.
    case unknown([UnknownName])
    /// A statement about an obligation where there is none.
    case noObligation
    /// A report that counts for nothing, or names something unknown.
    case unfit(ReportRoute, Unfitness)
    /// A request made for other rules than the ones in force.
    case otherRules(String, inForce: String)

    // MARK: Reports
    case retracted(RecordID, why: String?)
    case insufficient(RecordID, [Shortfall], isLate: Bool)
    /// A report that counts but lacks contents that the rule asks for.
    case asked(RecordID, [Shortfall])
    case premature(RecordID, before: Instant)
    case prematureBefore(RecordID, OpenQuestion)
    /// A record that arrived after the deadline that its report kept.
    case recordLate(RecordID, by: Duration)
    /// A report to a unit above one that was not told.
    case skipped(RecordID, from: Unit.ID, to: Unit.ID, before: Unit.ID)
    /// Obligations that should have been reported first, by their ids.
    case outOfOrder([String])

    // MARK: Knowledge
    case knew(source: String, at: Instant, Confirmation?)
    case reported(Unit.ID, at: Instant, Confirmation?)
    case sighted(source: String, at: Instant, url: String?)

    // MARK: Rules
    case undecided(Undecidable)
    /// The condition that yields the responsible unit cannot be decided.
    case responsibilityUndecided(Undecidable)
    /// The condition that yields the responsible unit yields no name.
    case responsibilityUnsaid
    case responsibilityMissing
    case responsibleUnknown(UnknownName)
    /// A reference that stands for no awaiting unit, such as `owing.parent`, and the reporting
    /// units.
    case awaitingMissing(String, of: [Unit.ID])
    case noRecipient(step: Int)
    /// A step in working time that follows the clock.
    case clockStep(Int, OpenQuestion)
    case scheduleUncovered(WorkCalendar.Incomplete)
    /// A schedule none of whose next days is a working day of its calendar.
    case noWorkingDay(days: Int)
    case open(OpenQuestion)
    case passedOver(count: Int, from: Instant, through: Instant, [AnchorTime])
    case watcherDown(from: Instant, until: Instant)
    /// A bound of what a case keeps, which was reached.
    case limit(Limit)

    // MARK: Merges
    /// An incident that goes on under the case's own.
    case merged(Incident.ID, by: String?, why: String?)
    /// An incident that the case's own no longer goes on under.
    case separated(from: Incident.ID)

    // MARK: Compositions
    case about(FaultSubject, FaultDetail)
    case several([FaultDetail])
    /// A sentence in the free-text format of older versions.
    case legacy(String)

    /// The units of a report, and its stage.
    package struct ReportRoute: Hashable, Sendable {
        package let from: Unit.ID
        package let to: [Unit.ID]
        package let stage: String?

        package init(from: Unit.ID, to: [Unit.ID], stage: String?) {
            self.from = from
            self.to = to
            self.stage = stage
        }
    }

    /// The reason a report does not fit.
    package enum Unfitness: Hashable, Sendable {
        /// No obligation of the case is met by the report.
        case nothing
        /// The stages of which the report must name one.
        case stage([String])
        /// The deadlines of which the report must name one.
        case period([Instant])
        /// The report was made before the first period began.
        case early
        case names([UnknownName])
    }

    /// The things of which a case keeps a bounded number, the count, and the last one affected.
    package enum Limit: Hashable, Sendable {
        /// Updates of the incident, kept as one through an instant.
        case updates(count: Int, through: Instant)
        /// Occurrences, no longer followed up through a number and its deadline.
        case occurrences(count: Int, number: Int, through: Instant)
        /// Deadlines of a bulletin, with final verdicts through a number and its deadline.
        case firings(count: Int, number: Int, through: Instant)
    }

    /// The confirmation of a fault by a person.
    package struct Confirmation: Hashable, Sendable {
        package let by: String
        package let at: Instant
        package let why: String?

        package init(by person: String, at instant: Instant, why: String?) {
            by = person
            at = instant
            self.why = why
        }
    }

    /// An anchor with its instant.
    package struct AnchorTime: Hashable, Sendable {
        package let anchor: Anchor
        package let at: Instant

        package init(_ anchor: Anchor, at instant: Instant) {
            self.anchor = anchor
            at = instant
        }
    }
}
