extension Recurrence {
    /// Returns the dates up to the end of `span`, in order.
    ///
    /// Dates before `span` are included only where they must be counted.
    ///
    /// The start is always the first date, whether or not it matches. With COUNT, dates end a
    /// hundred years after the start.
    func dates(from start: CivilDate, within span: ClosedRange<CivilDate>) -> [CivilDate] {
        var dates = [start]
        var last = span.upperBound
        var period = 0
        if count == nil {
            period = max(0, periods(from: start, to: span.lowerBound) - 1)
        } else {
            last = min(last, start.adding(months: 1_200))
        }
        while dates.count < count ?? .max, firstDay(of: period, from: start) <= last {
            for date in self.dates(of: period, from: start) where date > start && date <= last {
                if dates.count < count ?? .max { dates.append(date) }
            }
            period += 1
        }
        return dates
    }

    /// Returns true if the rule gives its start, which counts even where it does not.
    func gives(_ start: CivilDate) -> Bool {
        dates(of: 0, from: start).contains(start)
    }

    /// Returns an estimate of the number of periods between two dates, never too large.
    private func periods(from start: CivilDate, to date: CivilDate) -> Int {
        let days = date.daysSinceEpoch - start.daysSinceEpoch
        let months = (date.year - start.year) * 12 + date.month - start.month
        return switch frequency {
        case .daily: days / interval
        case .weekly: days / 7 / interval
        case .monthly: months / interval
        case .yearly: (date.year - start.year) / interval
        }
    }

    private func firstDay(of period: Int, from start: CivilDate) -> CivilDate {
        let count = period * interval
        switch frequency {
        case .daily: return start.adding(days: count)
        case .weekly: return start.adding(days: count * 7 - (start.weekday - weekStart + 7) % 7)
        case .monthly: return start.adding(days: 1 - start.day).adding(months: count)
        case .yearly:
            return start.adding(days: 1 - start.day).adding(months: 1 - start.month + count * 12)
        }
    }

    private func dates(of period: Int, from start: CivilDate) -> [CivilDate] {
        let first = firstDay(of: period, from: start)
        let dates =
            switch frequency {
            case .daily: [first].filter { fits($0) }
            case .weekly: datesOfWeek(first, start)
            case .monthly:
                months.isEmpty || months.contains(first.month)
                    ? datesOfMonth(first, start) : []
            case .yearly: datesOfYear(first, start)
            }
        guard !positions.isEmpty else { return dates }
        let taken = positions.compactMap { position in
            let index = position > 0 ? position - 1 : dates.count + position
            return dates.indices.contains(index) ? dates[index] : nil
        }
        return Set(taken).sorted()
    }

    /// Returns true if a date satisfies BYMONTH, BYDAY and BYMONTHDAY.
    private func fits(_ date: CivilDate) -> Bool {
        let length = CivilDate.length(of: date.month, in: date.year)
        return (months.isEmpty || months.contains(date.month))
            && (days.isEmpty || days.contains { $0.weekday == date.weekday })
            && (monthDays.isEmpty || monthDays.contains(date.day)
                || monthDays.contains(date.day - length - 1))
    }

    private func datesOfWeek(_ first: CivilDate, _ start: CivilDate) -> [CivilDate] {
        let weekdays = days.isEmpty ? [start.weekday] : days.map(\.weekday)
        return (0..<7).map { first.adding(days: $0) }.filter { date in
            weekdays.contains(date.weekday) && (months.isEmpty || months.contains(date.month))
        }
    }

    private func datesOfMonth(_ first: CivilDate, _ start: CivilDate) -> [CivilDate] {
        let length = CivilDate.length(of: first.month, in: first.year)
        if monthDays.isEmpty, days.isEmpty {
            return start.day <= length ? [first.adding(days: start.day - 1)] : []
        }
        return dates(of: first, length).filter { date in
            monthDays.isEmpty || monthDays.contains(date.day)
                || monthDays.contains(date.day - length - 1)
        }
    }

    private func datesOfYear(_ first: CivilDate, _ start: CivilDate) -> [CivilDate] {
        if !months.isEmpty {
            return months.sorted().flatMap {
                datesOfMonth(first.adding(months: $0 - 1), start)
            }
        }
        if !days.isEmpty {
            let february = CivilDate.length(of: 2, in: first.year)
            return dates(of: first, 337 + february)
        }
        let date = CivilDate(year: first.year, month: start.month, day: start.day)
        return [date].compactMap(\.self)
    }

    /// Returns the dates of a span that satisfy BYDAY, with ordinals counted within the span.
    private func dates(of first: CivilDate, _ length: Int) -> [CivilDate] {
        (0..<length).map { first.adding(days: $0) }.filter { date in
            let index = date.daysSinceEpoch - first.daysSinceEpoch
            return days.isEmpty
                || days.contains { day in
                    day.weekday == date.weekday
                        && (day.ordinal == nil || day.ordinal == index / 7 + 1
                            || day.ordinal == -((length - 1 - index) / 7 + 1))
                }
        }
    }
}
