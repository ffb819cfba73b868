import Calendars
import JSON
import Rules

/// The stored forms of facts about the rules and about Duebell.
extension FaultDetail {
    /// The code and the parts; nil for facts of another group.
    var rulesParts: JSON? {
        switch self {
        case .undecided(let why): ["undecided", why.json]
        case .responsibilityUndecided(let why): ["responsibility-undecided", why.json]
        case .responsibilityUnsaid: ["responsibility-unsaid"]
        case .responsibilityMissing: ["responsibility-missing"]
        case .responsibleUnknown(let name): ["responsible-unknown", name.json]
        case .awaitingMissing(let reference, let units):
            [
                "awaiting-missing", .string(reference),
                .array(units.map { .string($0.text) }),
            ]
        case .noRecipient(let step): ["no-recipient", .number(.integer(Int64(step)))]
        case .clockStep(let step, let question):
            ["clock-step", .number(.integer(Int64(step))), question.json]
        case .scheduleUncovered(let incomplete): ["schedule-uncovered", incomplete.json]
        case .noWorkingDay(let days): ["no-working-day", .number(.integer(Int64(days)))]
        case .open(let question): ["open", question.json]
        case .passedOver(let count, let from, let through, let anchors):
            [
                "passed-over", .number(.integer(Int64(count))), from.json, through.json,
                .array(anchors.map { [$0.anchor.json, $0.at.json] }),
            ]
        case .watcherDown(let from, let until): ["watcher-down", from.json, until.json]
        case .limit(let limit): limit.parts
        default: nil
        }
    }

    init?(rules parts: CodedParts) {
        let known: Self? =
            switch parts.code {
            case "undecided": Undecidable(coded: parts[1]).map { .undecided($0) }
            case "responsibility-undecided":
                Undecidable(coded: parts[1]).map { .responsibilityUndecided($0) }
            case "responsibility-unsaid": .responsibilityUnsaid
            case "responsibility-missing": .responsibilityMissing
            case "responsible-unknown":
                UnknownName(coded: parts[1]).map { .responsibleUnknown($0) }
            case "awaiting-missing":
                parts.text(1).map {
                    .awaitingMissing(
                        $0, of: parts.list(2) { $0.string.map { Unit.ID($0) } })
                }
            case "no-recipient": parts.number(1).map { .noRecipient(step: $0) }
            case "clock-step":
                parts.number(1).flatMap { step in
                    OpenQuestion(coded: parts[2]).map { .clockStep(step, $0) }
                }
            case "schedule-uncovered":
                WorkCalendar.Incomplete(coded: parts[1]).map { .scheduleUncovered($0) }
            case "no-working-day": parts.number(1).map { .noWorkingDay(days: $0) }
            case "open": OpenQuestion(coded: parts[1]).map { .open($0) }
            case "passed-over": Self(passedOver: parts)
            case "watcher-down":
                parts.instant(1).flatMap { from in
                    parts.instant(2).map { .watcherDown(from: from, until: $0) }
                }
            default: Limit(parts).map { .limit($0) }
            }
        guard let known else { return nil }
        self = known
    }

    private init?(passedOver parts: CodedParts) {
        guard let count = parts.number(1), let from = parts.instant(2),
            let through = parts.instant(3)
        else { return nil }
        let anchors = parts.list(4) { json -> AnchorTime? in
            guard let pair = json.array, pair.count == 2, let anchor = Anchor(coded: pair[0]),
                let at = Instant(pair[1])
            else { return nil }
            return AnchorTime(anchor, at: at)
        }
        self = .passedOver(count: count, from: from, through: through, anchors)
    }
}
