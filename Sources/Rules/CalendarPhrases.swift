import Calendars

/// The words of the listing of a calendar.
struct CalendarPhrases: Bilingual {
    let language: Language

    func heading(_ calendar: WorkCalendar) -> String {
        let (first, last) = (calendar.covers.lowerBound, calendar.covers.upperBound)
        return pick(
            "\(calendar.name)：时区 \(calendar.zone.name)，\(first) 至 \(last)",
            "\(calendar.name): zone \(calendar.zone.name), covers \(first) to \(last)")
    }

    /// Returns the name of a day of the week; Sunday is 0.
    func weekday(_ number: Int) -> String {
        let chinese = ["周日", "周一", "周二", "周三", "周四", "周五", "周六"]
        let english = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
        return pick(chinese[number], english[number])
    }

    func hours(_ hours: [WorkCalendar.Hours]) -> String {
        hours.isEmpty ? off : hours.map(\.description).joined(separator: " ")
    }

    func effect(_ effect: CalendarDay.Effect) -> String {
        switch effect {
        case .off: off
        case .work: pick("上班", "work")
        case .hours(let hours): self.hours(hours)
        case .none(.observance): pick("不放假（纪念日）", "no day off (an observance)")
        case .none(.free): pick("不休息（标为空闲）", "no time off (marked as free)")
        }
    }

    func source(_ source: String) -> String { pick("（\(source)）", "(\(source))") }

    private var off: String { pick("休息", "off") }
}
