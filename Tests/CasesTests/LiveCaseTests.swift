import Calendars
import JSON
import Rules
import TestSupport
import Testing

@testable import Cases

/// Random cases, kept as live ones, which judge only what a record or an instant concerns, and
/// beside them as plain ones, which judge everything each time.
@Suite struct LiveCaseTests {
    @Test(arguments: 0..<16 as Range<UInt64>)
    func `a live case has the effects and the content of one that is judged whole each time`(
        seed: UInt64
    ) throws {
        var random = SeededRandom(seed: seed)
        var (indexed, all) = (0, 0)
        for number in 0..<4 {
            var twin = Twin(rules: try RandomOffice.rules(&random), &random)
            for step in 0..<60 {
                let difference = try twin.step(&random)
                #expect(difference == nil, "seed \(seed), case \(number), step \(step)")
                if difference != nil { return }
                all += 1
                if twin.isIndexed { indexed += 1 }
            }
        }
        // Many of the cases hold something unusual, by which they are judged whole.
        #expect(indexed > all / 32)
    }

    @Test func `a missing part of a stored case is found`() throws {
        var random = SeededRandom(seed: 1)
        var twin = Twin(rules: try RandomOffice.rules(&random), &random)
        for _ in 0..<40 { _ = try twin.step(&random) }
        let parts = Array(twin.parts.values)
        #expect(try Case(encoded: twin.head, parts: parts) == twin.plain)
        #expect(throws: CodingError.self) {
            try Case(encoded: twin.head, parts: Array(parts.dropLast()))
        }
        let owed = parts.filter { CasePart.Choice.owed.numbers.contains($0.number) }
        let known = try Case(encoded: twin.head, parts: owed, .owed)
        #expect(known.obligations == twin.plain.obligations)
        #expect(known.faults == twin.plain.faults)
        #expect(known.reports.isEmpty)
    }
}

/// A case as a live and as a plain value, with the stored form of the live one.
private struct Twin {
    private let rules: PinnedRulebooks
    private(set) var plain: Case
    private var live: LiveCase
    private(set) var head: [UInt8] = []
    private(set) var parts: [Int64: CasePart] = [:]
    private var now = Instant(seconds: 1_778_544_000)
    private var count = 0
    private let start = Instant(seconds: 1_778_544_000)

    var isIndexed: Bool { live.index != nil }

    init(rules: PinnedRulebooks, _ random: inout SeededRandom) {
        self.rules = rules
        plain = Case(id: "i-1", at: start)
        live = LiveCase(new: plain, largeFrom: 2)
    }

    /// Makes one change to both; returns the difference, nil for none.
    mutating func step(_ random: inout SeededRandom) throws -> String? {
        var difference: String?
        if count == 0 || random.roll(3) > 0 {
            now = now + .seconds(random.roll(4) == 0 ? random.roll(7_200) : random.roll(240))
            var records: [Record] = []
            for _ in 0..<(1 + (random.roll(5) == 0 ? random.roll(3) : 0)) {
                let body = RandomOffice.record(count, from: start, at: now, &random)
                records.append(try Record.read(body, arrivedAt: now, origin: "test"))
                count += 1
            }
            let (told, said) = (
                plain.receive(records, at: now, by: rules),
                live.receive(records, at: now, by: rules)
            )
            difference = compare(told, said, "\(records.map(\.body))")
            if random.roll(4) == 0 { store(&random) }
        } else if let wake = plain.wakeAt, random.roll(4) > 0 {
            now = max(now, wake)
        } else {
            now = now + .seconds(random.roll(10_000))
        }
        let (told, said) = (plain.advance(to: now, by: rules), live.advance(to: now, by: rules))
        difference = difference ?? compare(told, said, "advance to \(now.rfc3339)")
        store(&random)
        let stored = try Case(encoded: head, parts: Array(parts.values))
        if stored != plain { difference = difference ?? "stored in another form" }
        switch random.roll(40) {
        case 0, 1: live = try LiveCase(head: head, parts: Array(parts.values), largeFrom: 2)
        case 2:
            // As an earlier version stored it.
            (head, parts) = (plain.encoded(), [:])
            live = try LiveCase(head: head, parts: [], largeFrom: 2)
        default: break
        }
        return difference
    }

    /// Stores the live case as a store does.
    private mutating func store(_ random: inout SeededRandom) {
        let stored = live.stored()
        head = stored.head
        for number in stored.removed { parts[number] = nil }
        for part in stored.saved { parts[part.number] = part }
        live.noteStored()
    }

    private func compare(_ told: [Effect], _ said: [Effect], _ what: String) -> String? {
        #expect(said == told, "\(what)")
        #expect(live.current.faults == plain.faults, "\(what)")
        #expect(live.current.wakeAt == plain.wakeAt, "\(what)")
        for (mine, its) in zip(live.current.obligations, plain.obligations) where mine != its {
            Issue.record("\(mine) is not \(its): \(what)")
        }
        #expect(live.phase == plain.phase || live.current.wakeAt == now, "\(what)")
        return said == told && live.current == plain ? nil : what
    }
}

/// Random rules for a few units above one another, and random records about one incident.
private enum RandomOffice {
    private static let units = ["plant", "town", "city", "province", "press"]

    static func rules(_ random: inout SeededRandom) throws -> PinnedRulebooks {
        var units: JSONObject = [:]
        let parents = ["plant": "town", "town": "city", "city": "province"]
        for name in Self.units {
            var unit: JSONObject = [
                "name": .string(name), "duty": .string("contact:\(name)"),
                "leader": "contact:leader",
            ]
            unit["parent"] = parents[name].map(JSON.string)
            units[name] = .object(unit)
        }
        var contacts: JSONObject = [:]
        for name in Self.units + ["leader", "operator"] {
            var reach: [JSON] = [["channel": "web"]]
            if random.roll(3) == 0 { reach.append(["channel": "second", "after": "5m"]) }
            contacts[name] = ["name": .string(name), "reach": .array(reach)]
        }
        let names = (0..<(1 + random.roll(4))).map { "duty-\($0)" }
        var duties: JSONObject = [:]
        for name in names { duties[name] = duty(name, names, &random) }
        let document: JSONObject = [
            "settings": [
                "zone": "Asia/Shanghai", "language": "en", "operators": ["contact:operator"],
            ],
            "units": .object(units), "contacts": .object(contacts),
            "channels": [
                "web": ["kind": "webhook", "url": "http://127.0.0.1:9/hook"],
                "second": ["kind": "webhook", "url": "http://127.0.0.1:9/second"],
            ],
            "policies": ["press": policy(&random)],
            "rules": [
                "all": [
                    "title": "All", "owes": ["var": "incident.unit"],
                    "obligations": .object(duties),
                ]
            ],
        ]
        let outcome = RulebookReader.read(
            documents: [RuleDocument(path: "rules.json", bytes: JSON.object(document).bytes())],
            zones: RuleFolder.zone)
        let rulebook = try #require(outcome.rulebook, "\(outcome.diagnostics)")
        var bounds = CaseBounds()
        if random.roll(3) == 0 {
            bounds.updates = 4
            bounds.occurrences = 20 + random.roll(20)
            bounds.occurrencesLetGo = 5 + random.roll(10)
        }
        return PinnedRulebooks(current: rulebook, bounds: bounds)
    }

    private static func policy(_ random: inout SeededRandom) -> JSON {
        var steps: [JSON] = [["at": "-30m", "to": ["owing.duty"]]]
        if random.roll(2) == 0 {
            steps.append(["at": "0", "to": ["owing.leader"], "if": "not-acknowledged"])
        }
        steps.append([
            "at": "+1h", "to": ["awaiting.leader", "operators"],
            "repeat": ["every": "30m", "times": 3],
        ])
        return ["steps": .array(steps), "acknowledgement": ["holds": "30m"]]
    }

    private static func duty(
        _ name: String, _ names: [String], _ random: inout SeededRandom
    ) -> JSON {
        var to: [JSON] = [.string(units[1 + random.roll(3)])]
        if random.roll(3) == 0 { to = [["town", "city"]] }
        if random.roll(4) == 0 { to = ["town", "city"] }
        var duty: JSONObject = [
            "to": .array(to), "policy": "press",
            "due": ["within": .string("\(20 + random.roll(200))m"), "of": "occurred"],
        ]
        let others = names.filter { $0 < name }
        if random.roll(6) == 0, let other = others.last {
            duty["due"] = ["within": "1h", "of": ["submitted": .string(other)]]
        } else if random.roll(3) == 0 {
            let minutes = [3, 30, 120][random.roll(3)]
            duty["repeat"] = ["every": .string("\(minutes)m"), "until": "closed"]
            if random.roll(2) == 0 { duty["late"] = "2m" }
        }
        if random.roll(5) == 0 {
            duty["when"] = ["==": [["var": "incident.severity"], "major"]]
        }
        if random.roll(5) == 0, let other = others.last { duty["follows"] = [.string(other)] }
        if random.roll(4) == 0 { duty["forms"] = ["written"] }
        if random.roll(4) == 0 { duty["orFrom"] = ["press"] }
        if random.roll(4) == 0 { duty["expires"] = .string("\(5 + random.roll(300))m") }
        if random.roll(3) == 0 {
            duty["accepts"] = [["that": ["!==": [["var": "report.ok"], false]], "else": "not ok"]]
        }
        if random.roll(3) == 0 {
            duty["acceptsLate"] = [["that": ["!!": [["var": "report.why"]]], "else": "say why"]]
        }
        return .object(duty)
    }

    static func record(
        _ count: Int, from start: Instant, at now: Instant, _ random: inout SeededRandom
    ) -> JSON {
        var body: JSONObject = [
            "incident": "i-1", "id": .string("r-\(random.roll(4))-\(count)"),
        ]
        let isFirst = count == 0
        switch isFirst ? 99 : random.roll(100) {
        case 0..<2:
            body["type"] = "acknowledgement"
            if random.roll(2) == 0 { body["obligation"] = .string(name(&random)) }
        case 2..<4:
            body["type"] = "retraction"
            body["report"] = .string("r-\(random.roll(4))-\(random.roll(count))")
        case 4: body["type"] = random.roll(2) == 0 ? "closure" : "reopening"
        case 5 where random.roll(2) == 0:
            body["type"] = "waiver"
            body["obligation"] = .string(random.roll(2) == 0 ? "all/duty-0" : name(&random))
        case 5:
            body["type"] = "finding"
            body["fault"] = "known-elsewhere"
            body["result"] = "dismissed"
            body["obligation"] = .string(name(&random))
        case 6, 99:
            body["type"] = "incident"
            body["unit"] = .string(random.roll(9) == 0 ? "town" : "plant")
            body["title"] = "Leak"
            if random.roll(3) == 0 { body["severity"] = "major" }
            body["occurredAt"] = .string(
                (start + .seconds(isFirst || random.roll(3) > 0 ? 0 : 600)).rfc3339)
        default: return report(body, count, at: now, &random)
        }
        body["by"] = "A"
        body["at"] = .string(now.rfc3339)
        return .object(body)
    }

    /// Returns a name of an obligation, which may not be there yet, or never.
    private static func name(_ random: inout SeededRandom) -> String {
        let name = "all/duty-\(random.roll(5))"
        switch random.roll(3) {
        case 0: return name
        case 1: return name + "@\(units[1 + random.roll(3)])#\(1 + random.roll(40))"
        default: return name + "@\(units[1 + random.roll(3)])-\(1 + random.roll(40))"
        }
    }

    private static func report(
        _ base: JSONObject, _ count: Int, at now: Instant, _ random: inout SeededRandom
    ) -> JSON {
        var body = base
        body["type"] = "report"
        body["from"] = .string(random.roll(4) > 0 ? "plant" : units[random.roll(5)])
        var to = [units[1 + random.roll(3)]]
        if random.roll(4) == 0 { to = ["town", "city"] }
        switch random.roll(60) {
        case 0: body["from"] = "plnt"
        case 1: to = ["twon"]
        case 2: to.append("nowhere")
        case 3: body["instruction"] = .string("r-\(random.roll(4))-\(random.roll(count))")
        default: break
        }
        body["to"] = .array(to.map(JSON.string))
        let early = random.roll(4) == 0 ? random.roll(600) : 0
        let ahead = random.roll(50) == 0 ? 900 : 0
        body["submittedAt"] = .string((now + .seconds(ahead - early)).rfc3339)
        if random.roll(3) == 0 { body["stage"] = .string("duty-\(random.roll(5))") }
        if random.roll(2) == 0 { body["form"] = "written" }
        if random.roll(4) == 0 { body["ok"] = false }
        if random.roll(2) == 0 { body["why"] = "late" }
        if random.roll(30) == 0 {
            body["corrects"] = .string("r-\(random.roll(4))-\(random.roll(count + 2))")
        }
        return .object(body)
    }
}
