package import Calendars
import Cases
import JSON
package import Rules

/// The shifts of schedules as a calendar for subscription.
///
/// One event for each person and turn, never cut off, so that its UID stays the same in every
/// request. The summary is the person's name, as readers of feeds expect. Times are UTC; there is
/// no METHOD, because the events are not invitations. Source: RFC 5545; RFC 7986 for NAME and
/// REFRESH-INTERVAL.
package struct DutyCalendar: Sendable {
    let rulebook: Rulebook
    let schedules: [Schedule]

    package init(_ schedules: [Schedule], by rulebook: Rulebook) {
        self.schedules = schedules
        self.rulebook = rulebook
    }

    /// Returns the calendar of the turns that overlap a range, made at `now`; lines end with CR LF,
    /// as the standard requires.
    package func text(in range: Range<Instant>, at now: Instant) -> String {
        let name = schedules.count == 1 ? schedules[0].id.text : "Duebell"
        var lines = [
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Duebell//Duebell//EN",
            "CALSCALE:GREGORIAN", "NAME:" + Self.escaped(name),
            "X-WR-CALNAME:" + Self.escaped(name), "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
            "X-PUBLISHED-TTL:PT1H",
        ]
        for schedule in schedules {
            for turn in schedule.turns(touching: range) {
                for person in turn.people {
                    lines += event(of: person, turn.span, in: schedule, at: now)
                }
            }
        }
        lines.append("END:VCALENDAR")
        return lines.map { Self.folded($0) + "\r\n" }.joined()
    }

    private func event(
        of person: Recipient, _ span: Range<Instant>, in schedule: Schedule, at now: Instant
    ) -> [String] {
        let start = Self.time(span.lowerBound)
        let uid = SHA256.token([schedule.id.text, person.description, start])
        let name = rulebook.name(of: person)
        let summary = schedules.count == 1 ? name : "\(schedule.id): \(name)"
        return [
            "BEGIN:VEVENT", "UID:\(uid)@duebell", "DTSTAMP:" + Self.time(now), "DTSTART:" + start,
            "DTEND:" + Self.time(span.upperBound), "SUMMARY:" + Self.escaped(summary),
            "DESCRIPTION:" + Self.escaped("\(schedule.id) \(person)"), "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    }

    /// Returns an instant in the form `20260512T080000Z`.
    private static func time(_ instant: Instant) -> String {
        let seconds = Instant(seconds: instant.seconds).rfc3339
        return String(seconds.filter { $0 != "-" && $0 != ":" })
    }

    /// Escapes a text value: RFC 5545 section 3.3.11. Other control characters are not allowed.
    private static func escaped(_ text: String) -> String {
        var escaped = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": escaped.append(contentsOf: "\\n".unicodeScalars)
            case "\\", ";", ",": escaped.append(contentsOf: ["\\", scalar])
            case _ where scalar.properties.generalCategory == .control: break
            default: escaped.append(scalar)
            }
        }
        return String(escaped)
    }

    /// Folds a line into parts of at most 75 octets, without splitting characters: RFC 5545 section
    /// 3.1.
    private static func folded(_ line: String) -> String {
        var folded = ""
        var room = 75
        for scalar in line.unicodeScalars {
            let size = UTF8.width(scalar)
            if size > room {
                folded += "\r\n "
                room = 74
            }
            folded.unicodeScalars.append(scalar)
            room -= size
        }
        return folded
    }
}
