import Calendars
import Cases
import Deliveries
import Rules

/// The unmet obligations of an incident that a message about an end must name.
struct StillOpen: Sendable {
    /// One or more unmet obligations that differ only in the units that await the report.
    struct Group: Sendable {
        let obligations: [Obligation]
        let report: String
        let awaiting: String
        let due: String?
        /// The deadline in short, in the reader's zone.
        let shortDue: String?
        let state: String
        let isLate: Bool
    }

    /// The groups, the most pressing first.
    let groups: [Group]
    /// The number of obligations beyond the groups.
    let more: Int
    /// The most pressing group with a step that concerns the reader; nil if none does.
    let ofReader: Group?
    /// True if the groups are the next periods of a bulletin, whose time has not come.
    let isNext: Bool
    private let phrases: any Phrasebook

    /// The maximum number of groups named.
    private static let groupsMax = 8

    /// Collects the unmet obligations, without the ones that the message is about anyway.
    init(_ scope: IncidentScope, except covered: Set<Obligation.ID>) {
        struct Key: Hashable {
            let path: String
            let owing: Unit.ID
            let dueAt: Instant?
            let cause: Obligation.Cause
            let occurrence: Int?
            let isOpen: Bool
        }
        phrases = scope.phrases
        var order: [Key] = []
        var members: [Key: [Obligation]] = [:]
        for obligation in scope.incident.unmet where !covered.contains(obligation.id) {
            let key = Key(
                path: obligation.path, owing: obligation.owing, dueAt: obligation.dueAt,
                cause: obligation.cause, occurrence: obligation.occurrence,
                isOpen: obligation.isOpen)
            if members[key] == nil { order.append(key) }
            members[key, default: []].append(obligation)
        }
        let all = order.compactMap { members[$0] }
        groups = all.prefix(Self.groupsMax).map { Group($0, scope) }
        isNext = scope.incident.subject.bulletin != nil && !groups.contains(where: \.isLate)
        more = all.dropFirst(Self.groupsMax).reduce(0) { $0 + $1.count }
        ofReader = all.first { $0.contains(where: scope.concerns) }.map { Group($0, scope) }
    }

    var isEmpty: Bool { groups.isEmpty }

    /// The groups as rows, one for each, under one label.
    func rows(_ labels: Labels) -> [MessageBody.Row] {
        let label = isNext ? phrases.nextLabel() : labels.stillOpen
        // The label stands once, so that a phone shows all of them.
        let named = groups.enumerated().map { index, group in
            MessageBody.Row(
                index == 0 ? label : "", phrases.open(group.report, group.due, group.state),
                as: .plain)
        }
        return named + (more > 0 ? [MessageBody.Row("", phrases.more(more), as: .plain)] : [])
    }

    /// The most pressing group in a few words, for a subject or a short text.
    var brief: String? {
        groups.first.map { group in
            (isNext ? group.shortDue.map(phrases.nextBrief) : nil)
                ?? phrases.openBrief(group.awaiting, group.state)
                + (groups.count > 1
                    ? phrases.comma() + phrases.more(groups.count - 1 + more) : "")
        }
    }

    /// Returns the action for the reader; nil if nothing of the incident is open.
    func action(_ scope: IncidentScope) -> String? {
        guard !isEmpty else { return nil }
        guard let group = ofReader, let obligation = group.obligations.first else {
            return phrases.otherUnitsOpen()
        }
        if isNext, let due = group.due { return phrases.nextBulletin(due) }
        let action = phrases.openAction(
            scope.role(in: obligation), owing: scope.name(of: obligation.owing),
            awaiting: group.awaiting, due: group.due, isLate: group.isLate)
        return scope.withNumbers(action, about: obligation)
    }
}

extension StillOpen.Group {
    fileprivate init(_ obligations: [Obligation], _ scope: IncidentScope) {
        let first = obligations[0]
        let timing = SaidItem.Timing(first, at: scope.now)
        self.obligations = obligations
        report = scope.parties(obligations) ?? ""
        awaiting = scope.awaiting(obligations)
        due = first.dueAt.map(scope.time)
        shortDue = first.dueAt.map { scope.phrases.shortTime(scope.reader.zone.civil(at: $0)) }
        state = timing.state(of: first, in: scope)
        isLate = first.dueAt.map { $0 <= scope.now } ?? false
    }
}
