import Calendars
import Cases
import Deliveries
import JSON
import Rules

/// The texts for one matter of an incident: an item, or several that differ only in the units that
/// await the report.
struct SaidItem: Sendable {
    /// The first of the items.
    let item: Delivery.Item
    /// The obligation of the first item.
    let obligation: Obligation?
    let heading: String
    /// The reporting and awaiting units, or the item's detail if there is no obligation.
    let report: String
    /// The reporting and awaiting units without the period of a bulletin; nil if there is no
    /// obligation.
    let parties: String?
    /// The awaiting units; nil if there is no obligation.
    let awaiting: String?
    let statement: String
    let due: String?
    /// The time since the deadline, while a report is expected; nil during the first minute.
    let late: Duration?
    /// The time until the deadline, while a report is expected; nil after the deadline.
    let left: Duration?
    let state: String?
    /// The time, form and sender of the report that met the obligation.
    let submission: String?
    /// The title of the obligation in its rule; nil if it has none.
    let title: String?
    let basis: String
    /// The instruction that the report answers; nil if it answers none.
    let instruction: Instruction?
    let detail: String
    /// The end of the waiver that holds; nil if none holds or it has no end.
    let waivedUntil: String?
    /// The number of occurrences of the obligation covered by the item.
    let count: Int

    init(_ items: [Delivery.Item], in scope: IncidentScope) {
        let (item, phrases) = (items[0], scope.phrases)
        let (incident, isRevoked) = (scope.incident, item.reason == .revoked)
        let current = incident.currentObligations(of: item)
        let obligation = current.first ?? incident.example(of: item)
        let all = items.compactMap {
            incident.currentObligations(of: $0).first ?? incident.example(of: $0)
        }
        self.item = item
        self.obligation = obligation
        count = incident.count(of: item)
        heading = phrases.heading(Self.shown(item.reason, obligation, at: scope.now))
        let waiver = obligation.flatMap { scope.waiver(of: $0) }
        waivedUntil = waiver?.until.map(scope.time)
        detail = MessageBody.shortened(
            item.detail.map(scope.faultPhrases.text) ?? waiver?.why ?? "",
            to: MessageBody.detailMax)
        let due = isRevoked ? nil : obligation?.dueAt.map(scope.time)
        let last = count > 1 ? current.last?.dueAt.map(scope.time) : nil
        self.due = due.map { from in last.map { phrases.between(from, $0) } ?? from }
        let timing = Timing(isRevoked ? nil : obligation, at: scope.now)
        (late, left) = (timing.late, timing.left)
        let state =
            isRevoked ? nil : obligation.map { timing.state(of: $0, in: scope) }
        let isAlike = count == 1 || obligation?.isOpen == true && !isRevoked
        self.state = count > 1 ? phrases.several(count, earliest: isAlike ? state : nil) : state
        let parties = scope.parties(all, isRevoked: isRevoked)
        self.parties = parties
        let isOne = count == 1
        report =
            parties.map { parties in
                obligation.map { isOne ? scope.period(parties, of: $0) : parties } ?? parties
            } ?? detail
        awaiting = all.isEmpty ? nil : scope.awaiting(all)
        submission =
            isRevoked
            ? nil
            : obligation?.verdict?.report.flatMap { incident.report($0) }.map {
                Self.submission($0, scope)
            }
        // A state that only repeats the heading is not said twice.
        let isRepetition = self.state == heading || item.reason == .missed && count == 1
        statement = phrases.statement(heading, isRepetition ? nil : self.state, report)
        let title = obligation.flatMap(scope.ruleOf)?.title
        self.title = title
        basis = obligation.map { scope.basis(of: $0, title) } ?? ""
        instruction = obligation.flatMap { scope.instruction(of: $0) }
    }

    /// Returns the reason shown to the reader: a late notice is about a report that is overdue, or
    /// still due.
    private static func shown(
        _ reason: Notice.Reason, _ obligation: Obligation?, at now: Instant
    ) -> Notice.Reason {
        // A late report counts although it lacks what is required of late ones.
        if reason == .insufficient, obligation?.isOpen == false { return .incomplete }
        guard reason == .catchUp, let obligation else { return reason }
        guard let dueAt = obligation.dueAt else { return .opened }
        return dueAt <= now ? .overdue : .approaching
    }

    private static func submission(_ report: Report, _ scope: IncidentScope) -> String {
        scope.phrases.submission(
            SubmissionParts(
                time: scope.time(report.submittedAt), form: report.form,
                by: report.by.map(scope.person),
                clearedBy: report.body["clearedBy"]?.string.map(scope.person),
                verifiedBy: report.body["verifiedBy"]?.string.map(scope.person)))
    }

    /// The time left until the deadline of an obligation or passed since.
    struct Timing {
        let late: Duration?
        let left: Duration?

        init(_ obligation: Obligation?, at now: Instant) {
            guard let obligation, obligation.isOpen, let dueAt = obligation.dueAt else {
                (late, left) = (nil, nil)
                return
            }
            let passed = now - dueAt
            late = passed < .seconds(60) ? nil : passed
            left = now < dueAt ? dueAt - now : nil
        }

        /// Returns the state of the obligation in words.
        func state(of obligation: Obligation, in scope: IncidentScope) -> String {
            let phrases = scope.phrases
            if let verdict = obligation.verdict { return phrases.verdict(verdict) }
            if let person = obligation.waivedBy {
                return phrases.waived(
                    by: scope.person(person),
                    until: scope.waiver(of: obligation)?.until.map(scope.time))
            }
            if let late { return phrases.late(late) }
            // Shown to the nearest minute, as a step some milliseconds late still has its time.
            if let left { return phrases.left(left + .seconds(30)) }
            guard obligation.dueAt == nil else { return phrases.dueNow() }
            return phrases.waits(for: obligation.waitsFor.map(scope.faultPhrases.text) ?? "")
        }
    }
}
