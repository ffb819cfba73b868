import Calendars

/// The dates that a calendar treats unlike its week, from its own lists and its imports.
///
/// Dates written in the calendar take precedence over imported ones, since they are closer to the
/// person responsible; of the files, later ones take precedence. Parts of a day come on top of what
/// the same file or an earlier one says of the whole day.
struct CalendarDays {
    /// A date of the calendar's own lists.
    struct OwnDay {
        let date: CivilDate
        let effect: CalendarDay.Effect
        let source: String
    }

    private(set) var off: Set<CivilDate> = []
    private(set) var work: Set<CivilDate> = []
    private(set) var hours: [CivilDate: [WorkCalendar.Hours]] = [:]
    private(set) var listing: [CalendarDay] = []

    /// Combines the days; `week` is the calendar without any of them.
    init(own: [OwnDay], imports: CalendarImports, on week: WorkCalendar) {
        for day in own.sorted(by: { $0.date < $1.date }) where week.covers.contains(day.date) {
            take(day.effect, on: day.date)
            listing.append(
                CalendarDay(date: day.date, effect: day.effect, name: "", source: day.source))
        }
        let written = Set(own.map(\.date))
        for (date, found) in Self.byDate(imports, on: week) where !written.contains(date) {
            take(found, on: date, week)
        }
        listing.sort { ($0.date, $0.source) < ($1.date, $1.source) }
    }

    private mutating func take(_ effect: CalendarDay.Effect, on date: CivilDate) {
        switch effect {
        case .off: off.insert(date)
        case .work: work.insert(date)
        case .hours(let spans): hours[date] = spans
        case .none: break
        }
    }

    private mutating func take(_ found: Found, on date: CivilDate, _ week: WorkCalendar) {
        func add(_ effect: CalendarDay.Effect, _ entries: [Entry]) {
            listing.append(
                CalendarDay(
                    date: date, effect: effect,
                    name: entries.map(\.day.name).filter { !$0.isEmpty }.joined(separator: ", "),
                    source: entries.map(\.source).joined(separator: ", ")))
        }
        var usual = week.usualHours(on: date)
        if let whole = found.whole, let effect = whole.day.effect.ofWholeDay {
            switch effect {
            case .off, .none: usual = []
            case .work: usual = week.hoursOfWorkday(on: date)
            case .hours(let spans): usual = spans
            }
            if found.parts.isEmpty || found.combined(with: usual) == usual {
                take(effect, on: date)
                add(effect, [whole])
                return
            }
        }
        let spans = found.combined(with: usual)
        if spans != usual {
            take(.hours(spans), on: date)
            add(.hours(spans), ([found.whole].compactMap(\.self) + found.parts))
        } else {
            for entry in found.idle {
                if case .none(let reason) = entry.day.effect { add(.none(reason), [entry]) }
            }
        }
    }

    private struct Entry {
        let day: ImportedDay
        let source: String
    }

    /// The entries of one date.
    private struct Found {
        var whole: Entry?
        var parts: [Entry] = []
        var idle: [Entry] = []

        /// Returns working hours with the parts worked besides, without the parts not worked.
        func combined(with usual: [WorkCalendar.Hours]) -> [WorkCalendar.Hours] {
            var spans = usual
            for case .worked(let part) in parts.map(\.day.effect) { spans.append(part) }
            spans = WorkCalendar.Hours.joined(spans)
            for case .free(let part) in parts.map(\.day.effect) {
                spans = spans.flatMap { $0.without(part) }
            }
            return spans
        }
    }

    private static func byDate(
        _ imports: CalendarImports, on week: WorkCalendar
    ) -> [CivilDate: Found] {
        var dates: [CivilDate: Found] = [:]
        for file in imports.files {
            let days = file.content.days(within: week.covers, in: week.zone)
            for date in Set(days.filter { $0.effect.ofWholeDay != nil }.map(\.date)) {
                dates[date]?.parts = []
            }
            for day in days {
                let entry = Entry(day: day, source: "\(file.path):\(day.line)")
                switch day.effect {
                case .off, .work, .hours: dates[day.date, default: Found()].whole = entry
                case .free, .worked: dates[day.date, default: Found()].parts.append(entry)
                case .none: dates[day.date, default: Found()].idle.append(entry)
                }
            }
        }
        return dates
    }
}
