import Calendars
import JSON

extension RuleReader {
    mutating func policy(
        _ id: EscalationPolicy.ID, _ value: JSON, at pointer: JSONPointer
    ) -> EscalationPolicy? {
        guard let fields = fields(value, at: pointer, keys: ["steps", "acknowledgement"]) else {
            return nil
        }
        let written = required(fields, "steps").flatMap {
            elements($0, at: fields.at("steps"), "a list of at least one step")
        }
        let steps = (written ?? []).enumerated().map { index, value in
            step(value, at: fields.at("steps").appending(index))
        }
        var holds: Duration?
        if let value = fields["acknowledgement"],
            let inner = self.fields(value, at: fields.at("acknowledgement"), keys: ["holds"])
        {
            holds = inner["holds"].flatMap { exactPeriod($0, at: inner.at("holds")) }
        }
        let read = steps.compactMap(\.self)
        guard !read.isEmpty, read.count == steps.count else { return nil }
        warnOfOrder(read, at: fields.at("steps"))
        return EscalationPolicy(
            id: id, steps: read, acknowledgementHolds: holds ?? .seconds(30 * 60))
    }

    private mutating func step(_ value: JSON, at pointer: JSONPointer) -> EscalationStep? {
        let keys = ["at", "in", "only", "calendar", "to", "via", "if", "repeat"]
        guard let fields = fields(value, at: pointer, keys: keys) else { return nil }
        let start = required(fields, "at").flatMap { self.start($0, at: fields.at("at")) }
        let hours = self.hours(fields)
        let written = required(fields, "to").flatMap {
            elements($0, at: fields.at("to"), "a list of at least one recipient")
        }
        let targets = (written ?? []).enumerated().map { index, value in
            target(value, at: fields.at("to").appending(index))
        }
        let via = fields["via"].flatMap { channels($0, at: fields.at("via")) }
        let condition = word(fields, "if", EscalationStep.Guard.self)
        let repetition = fields["repeat"].flatMap { self.repetition($0, at: fields.at("repeat")) }
        let read = targets.compactMap(\.self)
        guard let start, !read.isEmpty, read.count == targets.count else { return nil }
        let step = EscalationStep(
            start: start, in: hours, to: read, via: via, if: condition ?? .notReported,
            repeat: repetition)
        refuseCivil(step, of: fields)
        return step
    }

    /// The kinds of time that a step can follow besides the clock; there is one.
    private enum StepTime: String, CaseIterable {
        case workingTime = "working-time"
    }

    /// Reads `in`, `only` and `calendar`, the working time that a step follows.
    private mutating func hours(_ fields: Fields) -> EscalationStep.Hours? {
        let counted = word(fields, "in", StepTime.self)
        let kept = word(fields, "only", StepTime.self)
        guard fields["in"] != nil || fields["only"] != nil else {
            if fields["calendar"] != nil {
                note(
                    DraftDiagnostic(
                        "step.stray", at: fields.at("calendar"),
                        "\"calendar\" without \"in\" or \"only\"",
                        accepted: "write \"in\": \"working-time\" to count in its working time, or "
                            + "\"only\": \"working-time\" to speak only then", aim: .key))
            }
            return nil
        }
        guard let calendar = calendarName(fields), counted != nil || kept != nil else { return nil }
        return EscalationStep.Hours(
            calendar: calendar, areCounted: counted != nil, areKept: kept != nil)
    }

    /// Reports days and months counted in working time, which has only hours and minutes.
    private mutating func refuseCivil(_ step: EscalationStep, of fields: Fields) {
        guard step.hours?.areCounted == true else { return }
        func refuse(_ period: Period, at pointer: JSONPointer) {
            guard period.exactDuration == nil else { return }
            note(
                DraftDiagnostic(
                    "step.civil", at: pointer, "\"\(period.text)\" in working time",
                    accepted: "accepted are hours and minutes such as 8h, or a share such as 75%"))
        }
        switch step.start {
        case .deadline(let offset): refuse(offset.period, at: fields.at("at"))
        case .opened(let delay): refuse(delay, at: fields.at("at").appending("delay"))
        case .share: break
        }
        if let every = step.repeat?.every {
            refuse(every, at: fields.at("repeat").appending("every"))
        }
    }

    private mutating func start(
        _ value: JSON, at pointer: JSONPointer
    ) -> EscalationStep.Start? {
        let form =
            "an offset from the deadline such as -30m, 0 or +1h, or a share of the time to it such "
            + "as 75%"
        if case .object = value {
            guard let fields = fields(value, at: pointer, keys: ["from", "delay"]) else {
                return nil
            }
            let from = requiredText(fields, "from", "opened")
            if let from, from != "opened" {
                noteValue(from, "value.word", at: fields.at("from"), "opened")
            }
            return required(fields, "delay").flatMap { period($0, at: fields.at("delay")) }
                .map { .opened($0) }
        }
        guard let text = text(value, at: pointer, form) else { return nil }
        if let offset = Offset(text) { return .deadline(offset) }
        if let share = EscalationStep.Share(text) { return .share(share) }
        noteValue(text, "offset.form", at: pointer, form)
        return nil
    }

    mutating func target(
        _ value: JSON, at pointer: JSONPointer
    ) -> EscalationStep.Target? {
        if case .object = value { return condition(value, at: pointer).map { .fact($0) } }
        let form =
            "owing.duty, owing.leader, awaiting.duty, awaiting.leader or another role (with .parent "
            + "between), contact:NAME, schedule:NAME, mailto:ADDRESS, operators or {\"var\": PATH}"
        guard let text = text(value, at: pointer, form) else { return nil }
        if text == "operators" { return .operators }
        if text.contains(":") { return recipient(text, at: pointer, form).map { .named($0) } }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        if parts.count >= 2, parts.count <= 12, let side = EscalationStep.Side(rawValue: parts[0]),
            let name = parts.last, name != "parent", TextForm.isName(name),
            parts[1..<parts.count - 1].allSatisfy({ $0 == "parent" })
        {
            let role = UnitRole(rawValue: name)
            refer(role, at: pointer)
            return .post(side, parents: parts.count - 2, role)
        }
        let posts = [
            "owing.duty", "owing.leader", "awaiting.duty", "awaiting.leader", "operators",
        ]
        noteValue(
            text, "target.form", at: pointer, form, nearest: nearestName(to: text, among: posts))
        return nil
    }

    private mutating func channels(_ value: JSON, at pointer: JSONPointer) -> [Channel.ID]? {
        let form = "a list of names of channels"
        return elements(value, at: pointer, form)?.enumerated().compactMap { index, value in
            let place = pointer.appending(index)
            guard let name = text(value, at: place, "the name of a channel") else { return nil }
            refer(.channels, name, at: place)
            return Channel.ID(name)
        }
    }

    private mutating func repetition(
        _ value: JSON, at pointer: JSONPointer
    ) -> EscalationStep.Repetition? {
        guard let fields = fields(value, at: pointer, keys: ["every", "times"]) else { return nil }
        let every = required(fields, "every").flatMap {
            period($0, at: fields.at("every"), positive: true)
        }
        let times = whole(fields, "times", 1...1_000)
        guard let every, let times else { return nil }
        return EscalationStep.Repetition(every: every, times: times)
    }

    private mutating func warnOfOrder(_ steps: [EscalationStep], at pointer: JSONPointer) {
        var latest: Duration?
        for (index, step) in steps.enumerated() {
            guard case .deadline(let offset) = step.start, step.hours?.areCounted != true,
                let exact = offset.period.exactDuration
            else { continue }
            let instant = offset.isNegative ? .zero - exact : exact
            if let latest, instant < latest {
                note(
                    DraftDiagnostic(
                        "step.order", at: pointer.appending(index).appending("at"),
                        "step \(index + 1) comes before the step above it",
                        accepted: "steps are read from first to last", severity: .warning))
            }
            latest = max(latest ?? instant, instant)
        }
    }
}
