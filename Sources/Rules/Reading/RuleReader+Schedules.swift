import Calendars
import JSON

extension RuleReader {
    /// Reads one of `schedules`: layers of people in rotation, feeds and overrides.
    ///
    /// The time zone defaults to that of the settings.
    mutating func schedule(
        _ id: Schedule.ID, _ value: JSON, at pointer: JSONPointer
    ) -> Schedule? {
        let keys = [
            "zone", "layers", "feed", "overridesFeed", "people", "overrides", "gaps",
        ]
        let before = diagnostics.count
        guard let fields = fields(value, at: pointer, keys: keys) else { return nil }
        let zone = fields["zone"].flatMap { self.zone($0, at: fields.at("zone")) } ?? self.zone
        let layers = layers(fields, in: zone)
        let feeds = feeds(fields, of: id, in: zone)
        let gaps = word(fields, "gaps", Gaps.self)
        let overrides = overrides(fields, in: zone)
        // A partially read schedule would have gaps that nobody wrote, and warnings about them.
        guard !diagnostics[before...].contains(where: { $0.diagnostic.severity == .error }) else {
            return nil
        }
        return Schedule(
            id: id, zone: zone, layers: layers, feeds: feeds,
            overrides: overrides, mayHaveGaps: gaps == .allowed)
    }

    /// The treatment of gaps with nobody on call.
    private enum Gaps: String, CaseIterable { case warned, allowed }

    private mutating func layers(_ fields: Fields, in zone: Zone) -> [Layer] {
        if fields["feed"] != nil {
            guard fields["layers"] != nil else { return [] }
            note(
                DraftDiagnostic(
                    "schedule.both", at: fields.at("layers"), "\"layers\" beside \"feed\"",
                    accepted: "a schedule has one of them", aim: .key))
        }
        guard let value = fields["layers"] else {
            note(
                DraftDiagnostic(
                    "key.missing", at: fields.pointer, "no \"layers\"",
                    accepted: "one of \"layers\" and \"feed\" is required"))
            return []
        }
        let written = elements(value, at: fields.at("layers"), "a list of at least one layer")
        return (written ?? []).enumerated().compactMap { index, value in
            layer(value, at: fields.at("layers").appending(index), in: zone)
        }
    }

    private mutating func layer(
        _ value: JSON, at pointer: JSONPointer, in zone: Zone
    ) -> Layer? {
        let keys = ["rotation", "starts", "every", "until", "only"]
        guard let fields = fields(value, at: pointer, keys: keys) else { return nil }
        let people = required(fields, "rotation").flatMap {
            rotation($0, at: fields.at("rotation"))
        }
        let starts = required(fields, "starts").flatMap {
            recordedTime($0, at: fields.at("starts"))
        }
        let every = required(fields, "every").flatMap { lengths($0, at: fields.at("every")) }
        let until = fields["until"].flatMap { recordedTime($0, at: fields.at("until")) }
        let only = fields["only"].map { restrictions($0, at: fields.at("only")) }
        guard let people, let starts, let every else { return nil }
        let turns = starts.turns(every: every, in: zone)
        let end = until?.instant(in: zone)
        if let end { checkOrder(turns.starts, end, at: fields.at("until")) }
        return Layer(
            rotation: Rotation(people, turns: turns), until: end, only: only ?? [])
    }

    private mutating func rotation(_ value: JSON, at pointer: JSONPointer) -> [[Recipient]]? {
        let form = "a list of contact:NAME or mailto:ADDRESS, in the order of their turns"
        let elements = elements(value, at: pointer, form)
        let turns = (elements ?? []).enumerated().map { index, value in
            people(value, at: pointer.appending(index))
        }
        return turns.isEmpty || turns.contains(where: \.isEmpty) ? nil : turns
    }

    /// Reads the length of turns: one period, or a list repeated in order.
    private mutating func lengths(_ value: JSON, at pointer: JSONPointer) -> [Period]? {
        guard case .array = value else { return length(value, at: pointer).map { [$0] } }
        let elements = elements(value, at: pointer, "a period or a list of periods")
        let periods = (elements ?? []).enumerated().map { index, value in
            length(value, at: pointer.appending(index))
        }
        let read = periods.compactMap(\.self)
        return read.isEmpty || read.count < periods.count ? nil : read
    }

    private mutating func length(_ value: JSON, at pointer: JSONPointer) -> Period? {
        guard let period = period(value, at: pointer, positive: true) else { return nil }
        // A wrong unit would fill months with turns of seconds.
        guard period.exactDuration.map({ $0 >= .seconds(60) }) ?? true else {
            noteValue(value.string ?? "", "period.short", at: pointer, "a period of 1m or more")
            return nil
        }
        return period
    }

    private mutating func overrides(_ fields: Fields, in zone: Zone) -> [Override] {
        guard let value = fields["overrides"] else { return [] }
        guard case .array(let elements) = value else {
            noteKind(value, at: fields.at("overrides"), "a list of overrides")
            return []
        }
        return elements.enumerated().compactMap { index, value in
            override(value, at: fields.at("overrides").appending(index), in: zone)
        }
    }

    private mutating func override(
        _ value: JSON, at pointer: JSONPointer, in zone: Zone
    ) -> Override? {
        guard let fields = fields(value, at: pointer, keys: ["from", "until", "contact"]) else {
            return nil
        }
        let from = required(fields, "from").flatMap { recordedTime($0, at: fields.at("from")) }
        let until = required(fields, "until").flatMap { recordedTime($0, at: fields.at("until")) }
        let people = required(fields, "contact").map { self.people($0, at: fields.at("contact")) }
        guard let from = from?.instant(in: zone), let until = until?.instant(in: zone),
            checkOrder(from, until, at: fields.at("until")), let people, !people.isEmpty
        else { return nil }
        return Override(span: from..<until, people: people)
    }
}

// MARK: Times

extension RuleReader {
    /// A time as written: a civil time whose zone is not yet known, or an instant with an offset.
    private enum RecordedTime {
        case civil(CivilTime)
        case instant(Instant)

        func instant(in zone: Zone) -> Instant {
            switch self {
            case .civil(let time): zone.instant(reaching: time)
            case .instant(let instant): instant
            }
        }

        func turns(every: [Period], in zone: Zone) -> Turns {
            switch self {
            case .civil(let time): Turns(from: time, every: every, in: zone)
            case .instant(let instant): Turns(from: instant, every: every, in: zone)
            }
        }
    }

    /// Reads a time with an offset, or a civil time in a zone.
    mutating func recordedTime(
        _ value: JSON, at pointer: JSONPointer, in zone: Zone
    ) -> Instant? {
        recordedTime(value, at: pointer)?.instant(in: zone)
    }

    private mutating func recordedTime(_ value: JSON, at pointer: JSONPointer) -> RecordedTime? {
        let form = "a time such as 2026-05-12T08:00 or 2026-05-12T08:00:00+08:00"
        guard let text = text(value, at: pointer, form) else { return nil }
        if let time = CivilTime(text) { return .civil(time) }
        if let instant = try? Instant(rfc3339: text) { return .instant(instant) }
        noteValue(text, "moment.form", at: pointer, form)
        return nil
    }

    @discardableResult
    private mutating func checkOrder(
        _ from: Instant, _ until: Instant, at pointer: JSONPointer
    ) -> Bool {
        if from < until { return true }
        note(
            DraftDiagnostic(
                "span.order", at: pointer, "an end that is not after the start",
                accepted: "accepted is a later time"))
        return false
    }
}

// MARK: Days and hours

extension RuleReader {
    /// Reads one restriction or a list of them, each `{"days": "mon-fri", "hours": "18:00-08:00"}`.
    mutating func restrictions(_ value: JSON, at pointer: JSONPointer) -> [WeeklyHours] {
        guard case .array = value else {
            return [restriction(value, at: pointer)].compactMap(\.self)
        }
        let elements = elements(value, at: pointer, "a restriction or a list of them")
        return (elements ?? []).enumerated().compactMap { index, value in
            restriction(value, at: pointer.appending(index))
        }
    }

    private mutating func restriction(_ value: JSON, at pointer: JSONPointer) -> WeeklyHours? {
        guard let fields = fields(value, at: pointer, keys: ["days", "hours"]) else { return nil }
        guard fields["days"] != nil || fields["hours"] != nil else {
            note(
                DraftDiagnostic(
                    "key.missing", at: pointer, "neither \"days\" nor \"hours\"",
                    accepted: "at least one of them"))
            return nil
        }
        let days = fields["days"].flatMap { self.days($0, at: fields.at("days")) }
        let hours = fields["hours"].flatMap { self.hoursOfDay($0, at: fields.at("hours")) }
        return WeeklyHours(
            days: Set(days ?? Array(0...6)), from: hours?.from ?? 0, until: hours?.until ?? 1_440)
    }

    private mutating func days(_ value: JSON, at pointer: JSONPointer) -> [Int]? {
        text(value, at: pointer, "days such as mon or mon-fri", "week.days") {
            Self.days($0) != nil
        }.flatMap { Self.days($0) }
    }

    private mutating func hoursOfDay(
        _ value: JSON, at pointer: JSONPointer
    ) -> (from: Int, until: Int)? {
        let form = "hours such as 09:00-18:00, or 18:00-08:00 over midnight"
        return text(value, at: pointer, form, "hours.form") { Self.hoursOfDay($0) != nil }
            .flatMap { Self.hoursOfDay($0) }
    }

    private static func hoursOfDay(_ text: String) -> (from: Int, until: Int)? {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { minute($0) }
        guard ends.count == 2, let from = ends[0], let until = ends[1], from < 1_440 else {
            return nil
        }
        return (from, until)
    }
}
