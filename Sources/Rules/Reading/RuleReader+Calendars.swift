import Calendars
import JSON

extension RuleReader {
    mutating func calendar(
        _ id: WorkCalendar.ID, _ value: JSON, at pointer: JSONPointer
    ) -> WorkCalendar? {
        let keys = ["zone", "covers", "week", "hours", "import", "off", "work", "cites"]
        guard let fields = fields(value, at: pointer, keys: keys) else { return nil }
        if let cites = fields["cites"] { _ = citation(cites, at: fields.at("cites")) }
        let zone = required(fields, "zone").flatMap { self.zone($0, at: fields.at("zone")) }
        let imports = imports(fields, in: zone ?? .utc)
        let covers = covers(fields, imports)
        let week = required(fields, "week").flatMap { self.week($0, at: fields.at("week")) }
        let own =
            dates(fields, "off", within: covers, .off)
            + dates(fields, "work", within: covers, .work)
            + ownHours(fields, within: covers)
        checkBoth(own, of: fields)
        guard let zone, let covers, let week else { return nil }
        let plain = WorkCalendar(name: id.text, zone: zone, covers: covers, week: week)
        let days = CalendarDays(own: own, imports: imports, on: plain)
        let calendar = WorkCalendar(
            name: id.text, zone: zone, covers: covers, week: week, off: days.off, work: days.work,
            ownHours: days.hours)
        listings.append(CalendarListing(calendar: calendar, days: days.listing))
        return calendar
    }

    /// Reports a date of the calendar's own lists that is off and worked.
    private mutating func checkBoth(_ own: [CalendarDays.OwnDay], of fields: Fields) {
        func dates(_ isMeant: (CalendarDay.Effect) -> Bool) -> Set<CivilDate> {
            Set(own.filter { isMeant($0.effect) }.map(\.date))
        }
        let off = dates { $0 == .off }
        let hours = dates { if case .hours = $0 { true } else { false } }
        for (key, what, both) in [
            ("work", "is off and worked", off.intersection(dates { $0 == .work })),
            ("hours", "is off and has hours", off.intersection(hours)),
        ] {
            guard let date = both.min() else { continue }
            note(
                DraftDiagnostic(
                    "calendar.both", at: fields.at(key), "\(date) \(what)",
                    accepted: "a date is one or the other"))
        }
    }

    /// Reads `hours`, the dates with working hours of their own.
    private mutating func ownHours(
        _ fields: Fields, within covers: ClosedRange<CivilDate>?
    ) -> [CalendarDays.OwnDay] {
        guard let value = fields["hours"] else { return [] }
        let pointer = fields.at("hours")
        return (members(value, at: pointer) ?? []).compactMap { member in
            let place = pointer.appending(member.key)
            guard let date = CivilDate(member.key) else {
                note(
                    DraftDiagnostic(
                        "date.form", at: place, "\"\(member.key.prefix(80))\"",
                        accepted: "accepted is a date such as 2026-12-24", aim: .key))
                return nil
            }
            let hours = self.hours(member.value, at: place)
            warnOfOutside(date, covers, at: place)
            return hours.isEmpty
                ? nil
                : CalendarDays.OwnDay(date: date, effect: .hours(hours), source: source(of: place))
        }
    }

    /// Returns the place of an entry as listed: the document and the pointer in it.
    private func source(of pointer: JSONPointer) -> String {
        "\(attachments.path(of: document)): \(pointer)"
    }

    private mutating func warnOfOutside(
        _ date: CivilDate, _ covers: ClosedRange<CivilDate>?, at place: JSONPointer
    ) {
        guard let covers, !covers.contains(date) else { return }
        note(
            DraftDiagnostic(
                "calendar.outside", at: place, "\(date) is not within \"covers\"",
                accepted: "it has no effect", severity: .warning))
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
        _ fields: Fields, _ key: String, within covers: ClosedRange<CivilDate>?,
        _ effect: CalendarDay.Effect
    ) -> [CalendarDays.OwnDay] {
        guard let value = fields[key] else { return [] }
        guard case .array(let elements) = value else {
            noteKind(value, at: fields.at(key), "a list of dates")
            return []
        }
        return elements.enumerated().compactMap { index, element in
            let place = fields.at(key).appending(index)
            guard let date = date(element, at: place) else { return nil }
            warnOfOutside(date, covers, at: place)
            return CalendarDays.OwnDay(date: date, effect: effect, source: source(of: place))
        }
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
}
