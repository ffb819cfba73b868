import Calendars

/// The imported files of a calendar, with their numbers.
struct CalendarImports {
    var files: [(path: String, content: CalendarImport)] = []

    /// The span of the years the files cover; nil if no file states a year or a year is missing.
    var covers: ClosedRange<CivilDate>? {
        let years = Set(
            files.compactMap { file in
                if case .days(let days, let year) = file.content, !days.isEmpty {
                    year
                } else {
                    nil
                }
            })
        guard let first = years.min(), let last = years.max(), last - first == years.count - 1,
            let from = CivilDate(year: first, month: 1, day: 1),
            let until = CivilDate(year: last, month: 12, day: 31)
        else { return nil }
        return from...until
    }
}
