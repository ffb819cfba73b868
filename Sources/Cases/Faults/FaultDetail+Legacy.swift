import Calendars
import Rules

/// The English sentences in which versions before typed details stored the facts of a fault.
///
/// Historical and never changed: a stored sentence that the facts would have given is the same
/// fault, which was told of already.
extension FaultDetail {
    /// Returns true if a stored detail states the same facts, perhaps as a sentence.
    func isSame(as stored: FaultDetail) -> Bool {
        if self == stored { return true }
        guard case .legacy(let sentence) = stored else { return false }
        return sentence == legacyRecord ?? legacyReport ?? legacyRules
    }

    private var legacyRecord: String? {
        switch self {
        case .recordAhead(let at): "its time, \(at.rfc3339), lies ahead"
        case .reportAhead(let at): "submitted at \(at.rfc3339), after it had arrived"
        case .anchorAhead(let anchor, let at): "\(anchor) at \(at.rfc3339), which lies ahead"
        case .unknown(let names): names.map(\.legacy).joined(separator: "; ")
        case .noObligation: "there is no obligation ``"
        case .unfit(let route, let reason): route.legacy + reason.legacy
        case .otherRules(let asked, let inForce): "for rules \(asked); in force are \(inForce)"
        default: nil
        }
    }

    private var legacyReport: String? {
        switch self {
        case .retracted(let id, let why):
            "report \(id) was retracted" + (why.map { ": \($0)" } ?? "")
        case .insufficient(let id, let lacking, let isLate):
            (isLate ? "late report \(id): " : "report \(id): ")
                + lacking.map(\.legacy).joined(separator: "; ")
        case .asked(let id, let lacking):
            "report \(id) lacks: " + lacking.map(\.legacy).joined(separator: "; ")
        case .premature(let id, let floor): "report \(id) came before \(floor.rfc3339)"
        case .prematureBefore(let id, let question):
            "report \(id) came before \(question.legacy) is known"
        case .recordLate(let id, let span): "the record of report \(id) came \(span.iso8601) late"
        case .skipped(let id, let from, let above, let below):
            "report \(id) went from \(from) to \(above), before \(below) was told"
        case .outOfOrder(let names): "reported before " + names.joined(separator: ", ")
        case .knew(let source, let at, let confirmation):
            "\(source) knew at \(at.rfc3339)" + (confirmation?.legacy ?? "")
        case .reported(let unit, let at, let confirmation):
            "\(unit) reported at \(at.rfc3339)" + (confirmation?.legacy ?? "")
        default: nil
        }
    }

    private var legacyRules: String? {
        switch self {
        case .undecided(let why): "\(why)"
        case .responsibilityUndecided(let why): "who owes it: \(why)"
        case .responsibilityUnsaid: "who owes it is not said"
        case .responsibilityMissing: "the rule does not say who owes it"
        case .responsibleUnknown(let name):
            "the record names a unit `\(name.name)` that is not in the rules"
                + (name.nearest.map { "; nearest is `\($0)`" } ?? "")
        case .noRecipient(let step): "step \(step) has no recipient"
        case .clockStep(let step, let question):
            "step \(step) follows the clock, not working time: \(question.legacy)"
        case .scheduleUncovered(let incomplete): "when it is due: \(incomplete)"
        case .passedOver(let count, let from, let through, let anchors):
            "\(count) occurrences due from \(from.rfc3339) through \(through.rfc3339) are not "
                + "asked for; the record says "
                + anchors.map { "\($0.anchor) \($0.at.rfc3339)" }.joined(separator: ", ")
        case .watcherDown(let from, let until): "down from \(from.rfc3339) to \(until.rfc3339)"
        default: nil
        }
    }
}

extension FaultDetail.ReportRoute {
    fileprivate var legacy: String {
        let stage = stage.map { " for stage \($0)" } ?? ""
        return "from \(from) to \(to.map(\.text).joined(separator: ", "))\(stage): "
    }
}

extension FaultDetail.Unfitness {
    fileprivate var legacy: String {
        switch self {
        case .nothing: "nothing is owed that it meets"
        case .stage(let names):
            "it names no stage; accepted are \(names.joined(separator: ", "))"
        case .period(let deadlines):
            "`for` names no single deadline; there are "
                + (deadlines.isEmpty ? "none" : deadlines.map(\.rfc3339).joined(separator: ", "))
        case .early: "it was made before the first period began"
        case .names(let names): names.map(\.legacy).joined(separator: "; ")
        }
    }
}

extension FaultDetail.Confirmation {
    fileprivate var legacy: String {
        "; confirmed by \(by) at \(at.rfc3339)" + (why.map { ": \($0)" } ?? "")
    }
}

extension UnknownName {
    fileprivate var legacy: String {
        "there is no \(kind.rawValue) `\(name)`"
            + (nearest.map { "; nearest is `\($0)`" } ?? "")
    }
}

extension Shortfall {
    fileprivate var legacy: String {
        switch self {
        case .form(let form, let accepted):
            "its form is \(form ?? "not given"), not \(accepted.joined(separator: " or "))"
        case .demand(let text): text
        case .condition(let key): "it does not satisfy `\(key)`"
        case .undecided(let key, let why): "`\(key)` cannot be decided: \(why)"
        }
    }
}

extension OpenQuestion {
    /// Returns true if a stored question is the same, perhaps as a sentence.
    func isSame(as stored: OpenQuestion?) -> Bool {
        if self == stored { return true }
        guard case .legacy(let sentence)? = stored else { return false }
        return sentence == legacy
    }

    fileprivate var legacy: String {
        switch self {
        case .anchor(let anchor): "\(anchor)"
        case .timeOfDay(let anchor, let date):
            "\(anchor): \(date) is a date without a time of day"
        case .condition(let source): "whether \(source)"
        case .firing: "the firing of its schedule"
        case .bound: "no bound"
        case .calendar(let id): "calendar \(id) is not in the rules"
        case .coverage(let incomplete): "\(incomplete)"
        case .legacy(let sentence): sentence
        }
    }
}

extension [Fault] {
    /// Returns the faults with each sentence of an older version replaced by the facts that it
    /// states, if they are among `current`.
    func restated(by current: [Fault]) -> [Fault] {
        map { $0.restated(by: current) }
    }
}

extension Fault {
    /// Returns the fault as the one of `current` that states the same facts, else unchanged.
    func restated(by current: [Fault]) -> Fault {
        guard case .legacy = detail else { return self }
        return current.first { $0.kind == kind && $0.detail.isSame(as: detail) } ?? self
    }
}
