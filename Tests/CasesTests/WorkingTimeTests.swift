import Calendars
import Cases
import JSON
import Rules
import TestSupport
import Testing

/// Working time counted minute by minute on the clock of a place, the naive way.
private struct Minutes {
    /// The first minute, and for each minute from there on whether it is worked.
    let start: Instant
    let worked: [Bool]

    init(_ calendar: WorkCalendar, days: Int, from start: Instant) throws {
        self.start = start
        worked = try (0..<days * 1_440).map { minute in
            let civil = calendar.zone.civil(at: start + .seconds(minute * 60))
            let clock = civil.hour * 60 + civil.minute
            return try calendar.hours(on: civil.date).contains {
                $0.opens <= clock && clock < $0.closes
            }
        }
    }

    private func index(_ instant: Instant) -> Int {
        Int((instant.milliseconds - start.milliseconds) / 60_000)
    }

    private func begin(_ index: Int) -> Instant { start + .seconds(index * 60) }

    private func isWhole(_ instant: Instant) -> Bool { begin(index(instant)) == instant }

    func forward(_ span: Duration, from instant: Instant) -> Instant {
        var left = span.wholeMilliseconds
        var now = instant
        while left > 0 {
            let next = begin(index(now) + 1)
            let runs = (next - now).wholeMilliseconds
            if worked[index(now)] {
                if left <= runs { return now + .milliseconds(left) }
                left -= runs
            }
            now = next
        }
        return now
    }

    func back(_ span: Duration, from instant: Instant) -> Instant {
        var left = span.wholeMilliseconds
        var now = instant
        while left > 0 {
            let minute = isWhole(now) ? index(now) - 1 : index(now)
            let runs = (now - begin(minute)).wholeMilliseconds
            if worked[minute] {
                if left <= runs { return now - .milliseconds(left) }
                left -= runs
            }
            now = begin(minute)
        }
        return now
    }

    func between(_ first: Instant, _ last: Instant) -> Duration {
        var sum: Int64 = 0
        var now = first
        while now < last {
            let next = min(begin(index(now) + 1), last)
            if worked[index(now)] { sum += (next - now).wholeMilliseconds }
            now = next
        }
        return .milliseconds(sum)
    }

    func isOpen(_ instant: Instant) -> Bool {
        worked[index(instant)] || isWhole(instant) && worked[index(instant) - 1]
    }

    func opening(after instant: Instant) -> Instant {
        var minute = index(instant) + 1
        while !worked[minute] { minute += 1 }
        return begin(minute)
    }

    func closing(before instant: Instant) -> Instant {
        var minute = index(instant)
        while worked[minute] || !worked[minute - 1] { minute -= 1 }
        return begin(minute)
    }
}

/// A step as drawn, with its naive instants.
private struct Drawn {
    enum Start {
        case deadline(Int)
        case opened(Int)
        case share(Int)
    }

    let start: Start
    let isCounted: Bool
    let isKept: Bool
    let every: Int?

    init(by random: inout SeededRandom) {
        func draw(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
        switch draw(0...3) {
        case 0: start = .deadline(-draw(0...900))
        case 1: start = .deadline(draw(0...900))
        case 2: start = .opened(draw(0...600))
        default: start = .share([0, 25, 50, 75, 90, 100, 150][draw(0...6)])
        }
        isCounted = draw(0...1) == 0
        isKept = draw(0...1) == 0
        every = draw(0...2) == 0 ? draw(1...400) : nil
    }

    func json(to target: String) -> JSON {
        var json: JSONObject = ["to": [.string(target)]]
        switch start {
        case .deadline(let minutes):
            json["at"] = .string(minutes < 0 ? "\(minutes)m" : "+\(minutes)m")
        case .opened(let minutes): json["at"] = ["from": "opened", "delay": .string("\(minutes)m")]
        case .share(let share): json["at"] = .string("\(share)%")
        }
        if isCounted { json["in"] = "working-time" }
        if isKept { json["only"] = "working-time" }
        if isCounted || isKept { json["calendar"] = "c" }
        if let every { json["repeat"] = ["every": .string("\(every)m"), "times": 2] }
        return .object(json)
    }

    func instants(opened: Instant, dueAt: Instant, _ minutes: Minutes) -> [Instant] {
        (0...(every == nil ? 0 : 2)).map { number in
            let own = instant(number, opened, dueAt, minutes)
            guard isKept, !minutes.isOpen(own) else { return own }
            let opens = minutes.opening(after: own)
            return own < dueAt && opens > dueAt ? minutes.closing(before: own) : opens
        }
    }

    private func instant(
        _ number: Int, _ opened: Instant, _ dueAt: Instant, _ minutes: Minutes
    ) -> Instant {
        func later(_ span: Duration, than instant: Instant) -> Instant {
            isCounted ? minutes.forward(span, from: instant) : instant + span
        }
        let first: Instant
        switch start {
        case .deadline(let count) where count < 0:
            let span = Duration.seconds(-60 * count)
            first = isCounted ? minutes.back(span, from: dueAt) : dueAt - span
        case .deadline(let count): first = later(.seconds(60 * count), than: dueAt)
        case .opened(let count): first = later(.seconds(60 * count), than: opened)
        case .share(let share):
            let whole = isCounted ? minutes.between(opened, dueAt) : dueAt - opened
            let part = Duration.milliseconds(whole.wholeMilliseconds * Int64(share) / 100)
            if part < whole {
                first = later(part, than: opened)
            } else {
                first = share == 100 ? dueAt : later(part - whole, than: dueAt)
            }
        }
        return later(.seconds(60 * (every ?? 0) * number), than: first)
    }
}

@Suite struct WorkingTimeTests {
    private static let zone = RuleFolder.zone("Europe/Berlin")

    /// Returns a calendar in JSON whose hours neither touch one another nor a change of the clocks.
    private static func calendar(by random: inout SeededRandom) -> JSON {
        func draw(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
        func clock(_ minute: Int) -> String {
            let (hour, rest) = minute.quotientAndRemainder(dividingBy: 60)
            return (hour < 10 ? "0" : "") + "\(hour):" + (rest < 10 ? "0" : "") + "\(rest)"
        }
        func hours() -> JSON {
            let marks = Set((0..<2 * draw(1...2)).map { _ in 4 * 60 + draw(0...76) * 15 }).sorted()
            let pairs = stride(from: 0, to: marks.count - 1, by: 2).map {
                "\(clock(marks[$0]))-\(clock(marks[$0 + 1]))"
            }
            return .array((pairs.isEmpty ? ["09:00-17:00"] : pairs).map { .string($0) })
        }
        func dates(_ count: Int) -> [String] {
            Set(
                (0..<count).map { _ in
                    "2026-\(draw(0...1) == 0 ? "03" : "10")-\(draw(10...31))"
                }
            ).sorted()
        }
        let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].filter { _ in draw(0...3) > 0 }
        let week = (days.count < 3 ? ["mon", "wed", "fri"] : days).map {
            JSONObject.Member(key: $0, value: hours())
        }
        let special = dates(6)
        let own = special.prefix(3).map { JSONObject.Member(key: $0, value: hours()) }
        return [
            "zone": "Europe/Berlin", "covers": ["2026-01-01", "2026-12-31"],
            "week": .object(JSONObject(distinct: week)),
            "hours": .object(JSONObject(distinct: own)),
            "off": .array(special.dropFirst(3).map { .string($0) }),
        ]
    }

    private static func rulebook(_ calendar: JSON, _ steps: [Drawn], due: JSON) throws -> Rulebook {
        let targets = ["owing.duty", "owing.leader", "awaiting.duty"]
        func contact(_ name: String) -> JSON {
            [
                "name": .string(name),
                "reach": [["channel": "mail", "address": .string("\(name)@x.example")]],
            ]
        }
        let root: JSON = [
            "settings": ["zone": "Europe/Berlin", "language": "en", "operators": ["contact:o"]],
            "units": [
                "anju": ["name": "Anju", "duty": "contact:a", "leader": "contact:b"],
                "city": ["name": "City", "duty": "contact:c"],
            ],
            "contacts": [
                "a": contact("a"), "b": contact("b"), "c": contact("c"), "o": contact("o"),
            ],
            "channels": ["mail": ["kind": "maildir", "path": "mail", "from": "d@x.example"]],
            "calendars": ["c": calendar],
            "policies": [
                "p": ["steps": .array(zip(steps, targets).map { $0.json(to: $1) })]
            ],
            "rules": [
                "r": [
                    "owes": ["var": "incident.unit"], "when": true,
                    "obligations": ["m": ["to": ["city"], "due": due, "policy": "p"]],
                ]
            ],
        ]
        let document = RuleDocument(path: "r.json", name: "r.json", bytes: root.bytes())
        let outcome = RulebookReader.read(documents: [document], zones: RuleFolder.zone)
        return try #require(outcome.rulebook, "\(outcome.diagnostics)")
    }

    /// Returns the instants at which each step spoke, and the deadline.
    private static func played(
        _ rulebook: Rulebook, from start: Instant
    ) throws -> (steps: [Int: Set<Instant>], dueAt: Instant) {
        let rules = PinnedRulebooks(current: rulebook)
        var incident = Case(id: "i-1", at: Instant(seconds: 0))
        let record: JSON = [
            "type": "incident", "incident": "i-1", "unit": "anju", "title": "T",
            "occurredAt": .string(start.rfc3339),
        ]
        var effects = incident.receive(
            [try Record.read(record, arrivedAt: start, origin: "test")], at: start, by: rules)
        effects += incident.advance(to: start, by: rules)
        var spoken: [Int: Set<Instant>] = [:]
        func note(_ effects: [Effect], _ now: Instant) {
            for case .notice(let notice) in effects {
                for step in notice.steps { spoken[step, default: []].insert(now) }
            }
        }
        note(effects, start)
        while let wake = incident.wakeAt {
            note(incident.advance(to: wake, by: rules), wake)
        }
        return (spoken, try #require(incident.obligations.first?.dueAt))
    }

    @Test(arguments: 0..<8)
    func `deadlines and steps in working time agree with counting minutes`(seed: UInt64) throws {
        var random = SeededRandom(seed: 1_300 + seed)
        let calendar = Self.calendar(by: &random)
        let zone = try #require(Self.zone)
        let day = try #require(CivilDate(seed % 2 == 0 ? "2026-03-01" : "2026-10-01"))
        let first = zone.instant(of: CivilTime(day))
        let plain = try Self.rulebook(calendar, [Drawn(by: &random)], due: Self.due(60))
        let minutes = try Minutes(
            try #require(plain.calendars["c"]), days: 60, from: first - .seconds(5 * 86_400))
        for _ in 0..<50 {
            let steps = (0..<3).map { _ in Drawn(by: &random) }
            let start = first + .seconds(60 * Int.random(in: 14_400...40_320, using: &random))
            let count = Int.random(in: 1...1_200, using: &random)
            let isWorked = Bool.random(using: &random)
            let due: JSON =
                isWorked ? Self.due(count) : ["within": .string("\(count)m"), "of": "occurred"]
            let told = try Self.played(Self.rulebook(calendar, steps, due: due), from: start)
            let span = Duration.seconds(60 * count)
            let dueAt = isWorked ? minutes.forward(span, from: start) : start + span
            #expect(told.dueAt == dueAt)
            for (index, step) in steps.enumerated() {
                let wanted = step.instants(opened: start, dueAt: dueAt, minutes)
                    .map { max($0, start) }
                #expect(told.steps[index + 1] == Set(wanted), "\(step) \(start.rfc3339) \(due)")
            }
        }
    }

    private static func due(_ minutes: Int) -> JSON {
        ["businessHours": .string("\(minutes)m"), "of": "occurred", "calendar": "c"]
    }
}
