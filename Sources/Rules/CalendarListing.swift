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

    /// The listing in lines: the calendar, its week, then each date with its effect and source.
    package var lines: [String] {
        let covers = calendar.covers
        let week = (1...7).map { day in
            let hours = calendar.week[day % 7]
            return "\(Self.weekdays[day % 7])  \(hours.isEmpty ? "off" : Self.text(hours))"
        }
        let head =
            "\(calendar.name): zone \(calendar.zone.name), covers \(covers.lowerBound) to "
            + "\(covers.upperBound)"
        return [head] + week + days.map(Self.line)
    }

    private static func line(_ day: CalendarDay) -> String {
        let name = day.name.isEmpty ? "" : "  \(day.name)"
        return
            "\(day.date) \(weekdays[day.date.weekday])  \(text(day.effect))\(name)  (\(day.source))"
    }

    private static func text(_ effect: CalendarDay.Effect) -> String {
        switch effect {
        case .off: "off"
        case .work: "work"
        case .hours(let hours): hours.isEmpty ? "off" : text(hours)
        case .none(.observance): "no day off (an observance)"
        case .none(.free): "no time off (marked as free)"
        }
    }

    private static func text(_ hours: [WorkCalendar.Hours]) -> String {
        hours.map(\.description).joined(separator: " ")
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
