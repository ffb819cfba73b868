package import Calendars
package import JSON

/// A calendar with every date that it treats unlike its week, and the reasons.
package struct CalendarListing: Sendable {
    package let calendar: WorkCalendar
    /// The dates in order; a date may have several entries.
    package let days: [CalendarDay]
}

extension CalendarListing {
    private static let weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]

    /// Returns the listing in lines: the calendar, its week, then each date with its effect and
    /// source.
    package func lines(in language: Language) -> [String] {
        let words = CalendarPhrases(language: language)
        let week = (1...7).map { day in
            "\(words.weekday(day % 7))  \(words.hours(calendar.week[day % 7]))"
        }
        return [words.heading(calendar)] + week + days.map { Self.line($0, words) }
    }

    private static func line(_ day: CalendarDay, _ words: CalendarPhrases) -> String {
        let name = day.name.isEmpty ? "" : "  \(day.name)"
        let effect = words.effect(day.effect)
        let weekday = words.weekday(day.date.weekday)
        return "\(day.date) \(weekday)  \(effect)\(name)  \(words.source(day.source))"
    }

    /// The listing for programs.
    package var json: JSON {
        let days = days.map { day -> JSON in
            var json: JSONObject = [
                "date": .string("\(day.date)"), "weekday": .string(Self.weekdays[day.date.weekday]),
            ]
            switch day.effect {
            case .off: json["effect"] = "off"
            case .work: json["effect"] = "work"
            case .hours(let hours):
                json["effect"] = hours.isEmpty ? "off" : "hours"
                json["hours"] = .array(hours.map { .string($0.description) })
            case .none(let reason):
                json["effect"] = "none"
                json["reason"] = .string(reason.rawValue)
            }
            json["name"] = .string(day.name)
            json["source"] = .string(day.source)
            return .object(json)
        }
        let week = Self.weekdays.enumerated().map { index, name in
            JSONObject.Member(
                key: name,
                value: .array(calendar.week[index].map { .string($0.description) }))
        }
        return [
            "calendar": .string(calendar.name), "zone": .string(calendar.zone.name),
            "covers": [
                .string("\(calendar.covers.lowerBound)"), .string("\(calendar.covers.upperBound)"),
            ],
            "week": .object(JSONObject(distinct: week)), "days": .array(days),
        ]
    }
}
