import Calendars
import JSON

extension RuleReader {
    private enum Word: String, CaseIterable { case incident, instruction, sighting, update }

    /// Reads `on`, the trigger of an obligation: a word, or the schedule of a bulletin.
    mutating func trigger(_ fields: Fields, zone: Zone?) -> Trigger? {
        guard let value = fields["on"] else { return nil }
        let pointer = fields.at("on")
        if case .object = value { return schedule(value, at: pointer, zone).map { .schedule($0) } }
        let words = Word.allCases.map(\.rawValue)
        let form = words.joined(separator: ", ") + " or {\"cron\": …}"
        guard let text = text(value, at: pointer, form) else { return nil }
        switch Word(rawValue: text) {
        case .incident: return .incident
        case .instruction: return .instruction
        case .sighting: return .sighting
        case .update: return .update
        case nil:
            noteValue(
                text, "on.word", at: pointer, form, nearest: nearestName(to: text, among: words))
            return nil
        }
    }

    private mutating func schedule(
        _ value: JSON, at pointer: JSONPointer, _ zone: Zone?
    ) -> BulletinSchedule? {
        guard
            let fields = fields(value, at: pointer, keys: ["cron", "zone", "calendar", "count"])
        else { return nil }
        let cron = requiredText(fields, "cron", "a cron schedule such as 0 17 * * 1-5")
            .flatMap { self.cron($0, at: fields.at("cron")) }
        let own = fields["zone"].flatMap { self.zone($0, at: fields.at("zone")) }
        let calendar = fields["calendar"].flatMap { _ in calendarName(fields) }
        let count = fields["count"] == nil ? 1 : whole(fields, "count", 1...1_000)
        guard let cron, let count else { return nil }
        return BulletinSchedule(
            cron: cron, zone: own ?? zone ?? self.zone, calendar: calendar, count: count)
    }

    mutating func cron(_ text: String, at pointer: JSONPointer) -> Cron? {
        do throws(CronError) {
            return try Cron(text)
        } catch {
            note(
                DraftDiagnostic(
                    "cron.form", at: pointer, "\"\(text.prefix(80))\": \(error)",
                    accepted: "accepted is Debian's cron"))
            return nil
        }
    }

    /// Reads the deadline of an obligation; that of a bulletin is the firing of its schedule.
    mutating func deadline(_ fields: Fields, on trigger: Trigger) -> Due? {
        guard case .schedule = trigger else {
            return required(fields, "due").flatMap { due($0, at: fields.at("due")) }
        }
        for key in ["due", "repeat", "when", "notBefore"] where fields[key] != nil {
            note(
                DraftDiagnostic(
                    "bulletin.stray", at: fields.at(key), "\"\(key)\" of a bulletin",
                    accepted: "each firing of its \"cron\" is a deadline, whatever happens",
                    aim: .key))
        }
        return .firing
    }

    /// Reads `repeat`: `{"every": PERIOD, "until": "closed"}`, or until a dated fact,
    /// `{"time": NAME}`.
    mutating func repetition(_ fields: Fields) -> (every: Period, until: String?)? {
        guard let value = fields["repeat"],
            let inner = self.fields(value, at: fields.at("repeat"), keys: ["every", "until"])
        else { return nil }
        let until = required(inner, "until").flatMap { end($0, at: inner.at("until")) }
        return required(inner, "every").flatMap {
            period($0, at: inner.at("every"), positive: true)
        }.map { ($0, until) }
    }

    /// Reads the end of a repetition; nil for the closing.
    private mutating func end(_ value: JSON, at pointer: JSONPointer) -> String? {
        if case .object = value {
            guard let fields = fields(value, at: pointer, keys: ["time"]) else { return nil }
            return requiredText(fields, "time", "a name")
        }
        let form = "closed or {\"time\": NAME}"
        if let word = text(value, at: pointer, form), word != "closed" {
            noteValue(word, "value.word", at: pointer, form)
        }
        return nil
    }

    /// Reads `owes`, the reporting unit: a unit, JsonLogic for one, a group, or a list of units and
    /// groups.
    mutating func owing(_ fields: Fields) -> Owing? {
        guard let value = fields["owes"] else { return nil }
        let pointer = fields.at("owes")
        switch value {
        case .string:
            var seen: Set<String> = []
            guard let reference = owingReference(value, at: pointer, &seen) else { return nil }
            return reference.unit.map { .unit($0) } ?? .units([reference])
        case .object:
            return condition(value, at: pointer).map { .fact($0) }
        case .array:
            var seen: Set<String> = []
            let names = elements(value, at: pointer, "a list of names of units") ?? []
            let units = names.enumerated().compactMap { index, name in
                owingReference(name, at: pointer.appending(index), &seen)
            }
            return units.isEmpty ? nil : .units(units)
        default:
            noteKind(value, at: pointer, "the name of a unit, or JsonLogic that gives one")
            return nil
        }
    }

    /// Reads a unit or a group that must report.
    private mutating func owingReference(
        _ value: JSON, at pointer: JSONPointer, _ seen: inout Set<String>
    ) -> UnitReference? {
        guard let reference = unitReference(value, at: pointer, &seen) else { return nil }
        guard case .owingParent = reference else { return reference }
        noteValue(
            reference.description, "owes.relative", at: pointer,
            "a unit or group:NAME; owing.parent stands in \"to\"")
        return nil
    }

    /// Checks that a bulletin names its units.
    mutating func checkOwing(_ owing: Owing?, on trigger: Trigger, at pointer: JSONPointer) {
        guard case .fact = owing, case .schedule = trigger else { return }
        note(
            DraftDiagnostic(
                "owes.bulletin", at: pointer, "JsonLogic as \"owes\" of a bulletin",
                accepted: "accepted is a unit, group:NAME or a list of them"))
    }
}
