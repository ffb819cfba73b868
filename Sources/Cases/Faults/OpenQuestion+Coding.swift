import Calendars
package import JSON
import Rules

extension OpenQuestion {
    /// The stored form.
    package var json: JSON {
        switch self {
        case .anchor(let anchor): ["anchor", anchor.json]
        case .timeOfDay(let anchor, let date): ["time-of-day", anchor.json, .string(date)]
        case .condition(let source): ["condition", .string(source)]
        case .firing: ["firing"]
        case .bound: ["bound"]
        case .calendar(let id): ["calendar", .string(id.text)]
        case .coverage(let incomplete): ["coverage", incomplete.json]
        case .legacy(let text): .string(text)
        }
    }

    /// Reads the stored form, including the sentences of older versions.
    package init?(coded json: JSON) {
        if let text = json.string {
            self = .legacy(text)
            return
        }
        guard let parts = CodedParts(json) else { return nil }
        let known: Self? =
            switch parts.code {
            case "anchor": Anchor(coded: parts[1]).map { .anchor($0) }
            case "time-of-day":
                Anchor(coded: parts[1]).flatMap { anchor in
                    parts.text(2).map { .timeOfDay(anchor, date: $0) }
                }
            case "condition": parts.text(1).map { .condition($0) }
            case "firing": .firing
            case "bound": .bound
            case "calendar": parts.text(1).map { .calendar(WorkCalendar.ID($0)) }
            case "coverage": WorkCalendar.Incomplete(coded: parts[1]).map { .coverage($0) }
            default: nil
            }
        self = known ?? .legacy(json.serialized())
    }
}

extension Anchor {
    var json: JSON {
        switch self {
        case .occurred: ["occurred"]
        case .discovered: ["discovered"]
        case .opened: ["opened"]
        case .closed: ["closed"]
        case .time(let name): ["time", .string(name)]
        case .submitted(let name): ["submitted", .string(name)]
        case .latestSubmitted(let names):
            .array(["latest-submitted"] + names.map(JSON.string))
        case .due(let name): ["due", .string(name)]
        case .received(let name): ["received", .string(name)]
        }
    }

    init?(coded json: JSON) {
        guard let parts = CodedParts(json) else { return nil }
        switch (parts.code, parts.text(1)) {
        case ("occurred", _): self = .occurred
        case ("discovered", _): self = .discovered
        case ("opened", _): self = .opened
        case ("closed", _): self = .closed
        case ("time", let name?): self = .time(name)
        case ("submitted", let name?): self = .submitted(name)
        case ("latest-submitted", .some):
            self = .latestSubmitted((json.array ?? []).dropFirst().compactMap(\.string))
        case ("due", let name?): self = .due(name)
        case ("received", let name?): self = .received(name)
        default: return nil
        }
    }
}

extension WorkCalendar.Incomplete {
    var json: JSON {
        .array(
            [calendar, "\(date)", "\(covers.lowerBound)", "\(covers.upperBound)"].map(JSON.string))
    }

    init?(coded json: JSON) {
        let texts = (json.array ?? []).compactMap(\.string)
        guard texts.count == 4, let date = CivilDate(texts[1]), let first = CivilDate(texts[2]),
            let last = CivilDate(texts[3]), first <= last
        else { return nil }
        self.init(calendar: texts[0], date: date, covers: first...last)
    }
}
