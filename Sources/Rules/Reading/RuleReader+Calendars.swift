import Calendars
import JSON

extension RuleReader {
    mutating func calendar(
        _ id: WorkCalendar.ID, _ value: JSON, at pointer: JSONPointer
    ) -> WorkCalendar? {
        let keys = ["zone", "covers", "week", "import", "off", "work", "cites"]
        guard let fields = fields(value, at: pointer, keys: keys) else { return nil }
        if let cites = fields["cites"] { _ = citation(cites, at: fields.at("cites")) }
        let zone = required(fields, "zone").flatMap { self.zone($0, at: fields.at("zone")) }
        let imports = imports(fields)
        let covers = covers(fields, imports)
        let week = required(fields, "week").flatMap { self.week($0, at: fields.at("week")) }
        let off = dates(fields, "off", within: covers)
        let work = dates(fields, "work", within: covers)
        if let both = off.intersection(work).min() {
            note(
                DraftDiagnostic(
                    "calendar.both", at: fields.at("work"), "\(both) is off and worked",
                    accepted: "a date is one or the other"))
        }
        guard let zone, let covers, let week else { return nil }
        // Dates written here take precedence over imported ones, since they are closer to the
        // person responsible.
        let imported = imports.days(within: covers)
            .filter { !off.contains($0.key) && !work.contains($0.key) }
        return WorkCalendar(
            name: id.text, zone: zone, covers: covers, week: week,
            off: off.union(imported.filter { !$0.value }.keys),
            work: work.union(imported.filter(\.value).keys))
    }

    private mutating func covers(
        _ fields: Fields, _ imports: CalendarImports
    ) -> ClosedRange<CivilDate>? {
        if let covers = fields["covers"] { return span(covers, at: fields.at("covers")) }
        if let covers = imports.covers { return covers }
        note(
            DraftDiagnostic(
                "key.missing", at: fields.pointer, "no \"covers\"",
                accepted: fields["import"] == nil
                    ? "it is required" : "it is required, unless imports give years without a gap"))
        return nil
    }

    private mutating func span(
        _ value: JSON, at pointer: JSONPointer
    ) -> ClosedRange<CivilDate>? {
        let form = "the first and the last date, [\"2026-01-01\", \"2026-12-31\"]"
        guard let elements = elements(value, at: pointer, form) else { return nil }
        let dates = elements.enumerated().compactMap { date($1, at: pointer.appending($0)) }
        guard elements.count == 2, dates.count == 2, dates[0] <= dates[1] else {
            if dates.count == elements.count { noteKind(value, at: pointer, form) }
            return nil
        }
        return dates[0]...dates[1]
    }

    private mutating func date(_ value: JSON, at pointer: JSONPointer) -> CivilDate? {
        text(value, at: pointer, "a date such as 2026-05-12", "date.form") { CivilDate($0) != nil }
            .flatMap { CivilDate($0) }
    }

    private mutating func dates(
        _ fields: Fields, _ key: String, within covers: ClosedRange<CivilDate>?
    ) -> Set<CivilDate> {
        guard let value = fields[key] else { return [] }
        guard case .array(let elements) = value else {
            noteKind(value, at: fields.at(key), "a list of dates")
            return []
        }
        var dates: Set<CivilDate> = []
        for (index, element) in elements.enumerated() {
            let place = fields.at(key).appending(index)
            guard let date = date(element, at: place) else { continue }
            dates.insert(date)
            if let covers, !covers.contains(date) {
                note(
                    DraftDiagnostic(
                        "calendar.outside", at: place, "\(date) is not within \"covers\"",
                        accepted: "it has no effect", severity: .warning))
            }
        }
        return dates
    }

    /// Reads `{"mon-fri": ["09:00-12:00", "14:00-18:00"], "sat": […]}`; returns the hours from
    /// Sunday on.
    private mutating func week(_ value: JSON, at pointer: JSONPointer) -> [[WorkCalendar.Hours]]? {
        guard let members = members(value, at: pointer) else { return nil }
        var week: [[WorkCalendar.Hours]] = Array(repeating: [], count: 7)
        for member in members {
            let place = pointer.appending(member.key)
            guard let days = Self.days(member.key) else {
                note(
                    DraftDiagnostic(
                        "week.days", at: place, "\"\(member.key.prefix(80))\"",
                        accepted: "accepted are days such as mon or mon-fri", aim: .key))
                continue
            }
            let hours = self.hours(member.value, at: place)
            for day in days {
                if !week[day].isEmpty {
                    note(
                        DraftDiagnostic(
                            "week.twice", at: place, "\(Self.names[day]) a second time",
                            accepted: "each day is named once", aim: .key))
                }
                week[day] = hours
            }
        }
        guard week.contains(where: { !$0.isEmpty }) else {
            note(
                DraftDiagnostic(
                    "value.empty", at: pointer, "no working hours",
                    accepted: "at least one day is worked"))
            return nil
        }
        return week
    }

    private mutating func hours(_ value: JSON, at pointer: JSONPointer) -> [WorkCalendar.Hours] {
        let form = "a list of spans such as 09:00-12:00, in order"
        guard let elements = elements(value, at: pointer, form) else { return [] }
        var hours: [WorkCalendar.Hours] = []
        for (index, element) in elements.enumerated() {
            let place = pointer.appending(index)
            guard let text = text(element, at: place, form) else { continue }
            guard let span = Self.hours(text), span.opens >= hours.last?.closes ?? 0 else {
                noteValue(text, "hours.form", at: place, form)
                continue
            }
            hours.append(span)
        }
        return hours
    }

    mutating func minuteOfDay(_ value: JSON, at pointer: JSONPointer) -> Int? {
        text(value, at: pointer, "a time of day such as 17:00", "time.form") {
            Self.minute($0) != nil
        }.flatMap { Self.minute($0) }
    }

    private static let names = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]

    /// Parses `mon` or `mon-fri`; returns the weekdays. A range may extend over Sunday.
    static func days(_ key: String) -> [Int]? {
        let ends = key.split(separator: "-", omittingEmptySubsequences: false)
            .map { names.firstIndex(of: String($0)) }
        guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2 else {
            return nil
        }
        let count = (last - first + 7) % 7
        return (0...count).map { (first + $0) % 7 }
    }

    private static func hours(_ text: String) -> WorkCalendar.Hours? {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { minute($0) }
        guard ends.count == 2, let opens = ends[0], let closes = ends[1] else { return nil }
        return WorkCalendar.Hours(opens: opens, closes: closes)
    }

    /// Parses `00:00` to `24:00`; returns minutes after midnight.
    static func minute(_ text: some StringProtocol) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.map(\.count) == [2, 2],
            text.utf8.allSatisfy({ $0 == 0x3A || (0x30...0x39).contains($0) }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), minute < 60
        else { return nil }
        let count = hour * 60 + minute
        return count <= 1_440 ? count : nil
    }
}
