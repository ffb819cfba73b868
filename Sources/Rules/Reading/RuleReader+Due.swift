import Calendars
import JSON

extension RuleReader {
    /// Reads the definition of a deadline, which has exactly one of the known forms.
    mutating func due(_ value: JSON, at pointer: JSONPointer) -> Due? {
        let forms = [
            "within", "businessDays", "businessHours", "earliestOf", "latestOf", "firstKnownOf",
        ]
        guard
            let fields = fields(
                value, at: pointer,
                keys: forms + ["of", "calendar", "at", "roll", "rollAt", "when"])
        else { return nil }
        let written = forms.filter { fields[$0] != nil }
        guard written.count == 1, let form = written.first else {
            let found = written.isEmpty ? "no form" : written.joined(separator: " and ")
            note(
                DraftDiagnostic(
                    "due.form", at: pointer, found,
                    accepted: "accepted is one of " + forms.joined(separator: " ")))
            return nil
        }
        let due: Due?
        switch form {
        case "within": due = within(fields)
        case "businessDays": due = businessDays(fields)
        case "businessHours": due = businessHours(fields)
        default:
            let parts = dues(fields, form)
            due =
                switch form {
                case "earliestOf": parts.map(Due.earliest)
                case "latestOf": parts.map(Due.latest)
                default: parts.map(Due.firstKnown)
                }
        }
        refuseStray(fields, form)
        return given(rolled(due, fields), fields)
    }

    /// Reads `when`: the deadline applies only to incidents that satisfy the condition, or once
    /// did.
    private mutating func given(_ due: Due?, _ fields: Fields) -> Due? {
        guard let value = fields["when"] else { return due }
        guard let condition = condition(value, at: fields.at("when")), let due else { return nil }
        return .given(condition, due)
    }

    /// Reports keys that have no meaning with the given form.
    private mutating func refuseStray(_ fields: Fields, _ form: String) {
        let meant: [String: [String]] = [
            "within": ["of", "at"], "businessDays": ["of", "calendar", "at"],
            "businessHours": ["of", "calendar"],
        ]
        var keys = meant[form] ?? []
        if fields["roll"] != nil { keys += ["calendar", "rollAt"] }
        for key in ["of", "calendar", "at", "rollAt"]
        where fields[key] != nil && !keys.contains(key) {
            note(
                DraftDiagnostic(
                    "due.stray", at: fields.at(key), "\"\(key)\" beside \"\(form)\"",
                    accepted: "it has no meaning there", aim: .key))
        }
    }

    private mutating func within(_ fields: Fields) -> Due? {
        let within = required(fields, "within").flatMap { period($0, at: fields.at("within")) }
        let of = anchor(fields)
        guard let value = fields["at"] else {
            return within.flatMap { within in of.map { .within(within, of: $0) } }
        }
        guard let within, let of, let minute = minuteOfDay(value, at: fields.at("at")) else {
            return nil
        }
        // P0D, the same day, has no length of its own.
        if within.exactDuration != nil, !within.isZero {
            note(
                DraftDiagnostic(
                    "due.at", at: fields.at("at"), "a time of day beside \"\(within.text)\"",
                    accepted: "only days, weeks, months and years end at one", aim: .key))
        }
        return .timed(.within(within, of: of), at: minute)
    }

    private mutating func businessDays(_ fields: Fields) -> Due? {
        let count = whole(fields, "businessDays", 1...3_660)
        let of = anchor(fields)
        let calendar = calendarName(fields)
        var minute: Int?
        if let at = fields["at"] {
            guard let read = minuteOfDay(at, at: fields.at("at")) else { return nil }
            minute = read
        }
        guard let count, let of, let calendar else { return nil }
        return .businessDays(count, of: of, calendar: calendar, at: minute)
    }

    private mutating func businessHours(_ fields: Fields) -> Due? {
        let span = required(fields, "businessHours").flatMap {
            workingTime($0, at: fields.at("businessHours"))
        }
        let of = anchor(fields)
        let calendar = calendarName(fields)
        guard let span, let of, let calendar else { return nil }
        return .businessTime(span, of: of, calendar: calendar)
    }

    /// Reads an amount of working time: a number of hours, or an exact period.
    private mutating func workingTime(_ value: JSON, at pointer: JSONPointer) -> Duration? {
        let longest = 87_600
        let form = "a number of hours up to \(longest) such as 8 or 1.5, or a period such as PT30M"
        let span: Duration
        switch value {
        case .number(let number):
            let hours = number.double
            guard hours > 0, hours <= Double(longest) else {
                noteValue(value.serialized(), "number.range", at: pointer, form)
                return nil
            }
            span = .milliseconds(max(1, Int64((hours * 3_600_000).rounded())))
        case .string(let text):
            guard let period = Period(text), !period.isZero else {
                noteValue(text, "period.form", at: pointer, form)
                return nil
            }
            guard let exact = period.exactDuration else {
                noteValue(
                    text, "period.civil", at: pointer,
                    "hours and minutes such as PT8H; \"businessDays\" counts days")
                return nil
            }
            span = exact
        default:
            noteKind(value, at: pointer, form)
            return nil
        }
        guard span <= .seconds(3_600 * longest) else {
            noteValue(value.string ?? "", "number.range", at: pointer, form)
            return nil
        }
        return span
    }

    private mutating func dues(_ fields: Fields, _ form: String) -> [Due]? {
        guard let value = fields[form],
            let elements = elements(value, at: fields.at(form), "a list of due forms")
        else { return nil }
        let read = elements.enumerated().map { index, element in
            due(element, at: fields.at(form).appending(index))
        }
        return read.contains(nil) ? nil : read.compactMap(\.self)
    }

    private mutating func rolled(_ due: Due?, _ fields: Fields) -> Due? {
        guard fields["roll"] != nil else { return due }
        let at = fields["rollAt"].map { minuteOfDay($0, at: fields.at("rollAt")) }
        guard word(fields, "roll", Roll.self) != nil, let calendar = calendarName(fields), let due,
            at != .some(nil)
        else { return nil }
        return .rolled(due, calendar: calendar, at: at ?? nil)
    }

    /// The ways to move a deadline that falls on a day off; there is one.
    private enum Roll: String, CaseIterable {
        case nextWorkingDay = "next-working-day"
    }

    mutating func calendarName(_ fields: Fields) -> WorkCalendar.ID? {
        guard let name = requiredText(fields, "calendar", "the name of a calendar") else {
            return nil
        }
        refer(.calendars, name, at: fields.at("calendar"))
        return WorkCalendar.ID(name)
    }

    mutating func whole(
        _ fields: Fields, _ key: String, _ range: ClosedRange<Int>
    ) -> Int? {
        guard let value = required(fields, key) else { return nil }
        if let number = value.whole, range.contains(number) { return number }
        let form = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        if case .number = value {
            noteValue(value.serialized(), "number.range", at: fields.at(key), form)
        } else {
            noteKind(value, at: fields.at(key), form)
        }
        return nil
    }

    private mutating func anchor(_ fields: Fields) -> Anchor? {
        required(fields, "of").flatMap { anchor($0, at: fields.at("of")) }
    }

    private mutating func anchor(_ value: JSON, at pointer: JSONPointer) -> Anchor? {
        let anchors: [Anchor] = [.occurred, .discovered, .opened, .closed]
        let words = anchors.map(\.description)
        let keys = ["time", "submitted", "due", "received"]
        let form =
            words.joined(separator: ", ") + " or one of "
            + keys.map { "{\"\($0)\": NAME}" }.joined(separator: ", ")
            + " or {\"submitted\": [NAME, NAME]}"
        if case .object = value {
            guard let fields = fields(value, at: pointer, keys: keys) else { return nil }
            let written = keys.filter { fields[$0] != nil }
            guard written.count == 1, let key = written.first else {
                noteKind(value, at: pointer, form)
                return nil
            }
            if key == "submitted", case .array? = fields[key] {
                let names = fields[key].flatMap { texts($0, at: fields.at(key), "a name") }
                return names.map(Anchor.latestSubmitted)
            }
            return requiredText(fields, key, "a name").map { name in
                switch key {
                case "submitted": .submitted(name)
                case "due": .due(name)
                case "received": .received(name)
                default: .time(name)
                }
            }
        }
        guard let text = text(value, at: pointer, form) else { return nil }
        if let anchor = anchors.first(where: { $0.description == text }) { return anchor }
        noteValue(
            text, "anchor.unknown", at: pointer, form, nearest: nearestName(to: text, among: words))
        return nil
    }
}

extension JSON {
    /// The value as a whole number, also if it is written with a fraction of zero: `24.0`.
    fileprivate var whole: Int? {
        guard case .number(let number) = self else { return nil }
        return integer.map { Int($0) } ?? Int(exactly: number.double)
    }
}
