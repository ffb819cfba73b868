import Calendars
import Cases
import Deliveries
import JSON
import Messages
import Rules
import TestSupport
import Testing

/// A case with an impossible year in one record, from which thousands of occurrences follow.
struct Slip {
    var incident = Case(id: "typo", at: Instant(seconds: 0))
    let rules: PinnedRulebooks
    var now: Instant

    static let noon = "2026-11-28T12:00:00Z"

    /// Creates the case and its rules; `duty` is merged into the rules' one obligation.
    init(
        at now: String = noon, every: String = "P1D", zone: String = "Asia/Shanghai",
        to: [JSON] = ["city"], duty more: JSONObject = [:]
    ) throws {
        var duty: JSONObject = [
            "to": .array(to), "due": ["within": "P1D", "of": "occurred"],
            "repeat": ["every": .string(every), "until": "closed"], "policy": "p",
        ]
        for member in more.members { duty[member.key] = member.value }
        let reach: JSON = [["channel": "mail", "address": "x@x.example"]]
        let root: JSON = [
            "settings": [
                "zone": .string(zone), "language": "en", "operators": ["contact:op"],
            ],
            "units": [
                "anju": ["name": "Anju", "duty": "contact:a"],
                "city": ["name": "City", "duty": "contact:b"],
                "government": ["name": "Government", "duty": "contact:b"],
            ],
            "contacts": [
                "a": ["name": "A", "reach": reach],
                "b": ["name": "B", "language": "zh-Hans", "reach": reach],
                "op": ["name": "Op", "reach": reach],
            ],
            "channels": ["mail": ["kind": "maildir", "path": "mail", "from": "d@x.example"]],
            "policies": [
                "p": [
                    "steps": [
                        ["at": "0", "to": ["owing.duty", "contact:b"]],
                        ["at": "+30d", "to": ["operators"]],
                    ]
                ]
            ],
            "rules": [
                "per": ["owes": ["var": "incident.unit"], "obligations": ["m": .object(duty)]]
            ],
        ]
        let document = RuleDocument(path: "rules/r.json", name: "r.json", bytes: root.bytes())
        let outcome = RulebookReader.read(documents: [document], zones: RuleFolder.zone)
        rules = PinnedRulebooks(current: try #require(outcome.rulebook, "\(outcome.diagnostics)"))
        self.now = try Instant(rfc3339: now)
    }

    mutating func receive(_ bodies: JSON...) throws -> [Effect] {
        let records = try bodies.map { try Record.read($0, arrivedAt: now, origin: "test") }
        let effects = incident.receive(records, at: now, by: rules)
        return effects + incident.advance(to: now, by: rules)
    }

    mutating func happened(at time: String) throws -> [Effect] { try receive(Self.record(time)) }

    static func record(_ time: String) -> JSON {
        [
            "type": "incident", "incident": "typo", "unit": "anju", "title": "T",
            "occurredAt": .string(time),
        ]
    }

    static func report(_ id: String, at time: String, for day: String? = nil) -> JSON {
        var body: JSONObject = [
            "type": "report", "id": .string(id), "incident": "typo", "from": "anju",
            "to": "city", "submittedAt": .string(time),
        ]
        body["for"] = day.map(JSON.string)
        return .object(body)
    }

    func messages(_ effects: [Effect]) -> [Message] {
        incident.post(effects, at: now, by: rules.current).compactMap {
            Message([$0], of: [incident.id: incident], at: now, by: rules.current)
        }
    }

    func message(to person: String, _ effects: [Effect]) throws -> Message {
        let own = messages(effects).filter { $0.addressees[0].recipient == "contact:\(person)" }
        #expect(own.count == 1)
        return try #require(own.first)
    }

    var numbers: [Int] { incident.obligations.compactMap(\.occurrence) }
}

extension [Effect] {
    fileprivate var notices: [Notice] {
        compactMap { if case .notice(let notice) = $0 { notice } else { nil } }
    }

    fileprivate var revoked: [Obligation.ID] {
        compactMap { if case .revoked(let id) = $0 { id } else { nil } }
    }
}

@Suite struct RepeatTests {
    static let slip = "1970-01-01T00:00:00Z"

    @Test func `of what would open beyond a thousand the first and the latest do`() throws {
        var slip = try Slip()
        _ = try slip.happened(at: Self.slip)
        #expect(slip.incident.obligations.count == 1_000)
        #expect(slip.numbers == [1] + Array(19_788...20_786))
        let last = try #require(slip.incident.obligations.last)
        #expect(last.id == "per/m@city#20786")
        #expect(last.dueAt == (try Instant(rfc3339: "2026-11-29T00:00:00Z")))
        #expect(slip.incident.isOpen)
        #expect(slip.incident.wakeAt == last.dueAt)
    }

    @Test func `the operators are told once of a time that cannot be`() throws {
        var slip = try Slip()
        let effects = try slip.happened(at: Self.slip)
        let odd = effects.notices.filter { $0.reason == .implausible }
        #expect(odd.map(\.to) == [.contact("op")])
        #expect(
            slip.incident.faults["per/m@city"].map { FaultPhrases.program.text($0.detail) }
                == "19786 occurrences due from 1970-01-03T00:00:00Z through "
                + "2024-03-05T00:00:00Z are not asked for; the record says occurred "
                + "1970-01-01T00:00:00Z")
        let message = try slip.message(to: "op", effects)
        #expect(message.subject.hasPrefix("[IMPLAUSIBLE TIME] T"))
        #expect(message.text.contains("Check the time in the record"))
        #expect(message.text.contains("08:00 on 1 January 1970 (Asia/Shanghai)"))
        slip.now = slip.now + .seconds(86_400)
        let later = slip.incident.advance(to: slip.now, by: slip.rules)
        #expect(slip.numbers.last == 20_787, "life goes on, one by one")
        #expect(!later.notices.contains { $0.reason == .implausible })
        let again = try slip.receive(
            [
                "type": "acknowledgement", "incident": "typo", "by": "A",
                "at": "2026-11-29T12:00:00Z",
            ])
        #expect(!again.notices.contains { $0.reason == .implausible })
        #expect(slip.incident.faults["per/m@city"]?.kind == .implausible)
    }

    @Test func `one message says how many repeats were missed, in both languages`() throws {
        var slip = try Slip()
        let effects = try slip.happened(at: Self.slip)
        #expect(effects.notices.count > 1_900, "each occurrence keeps its lines")
        let english = try slip.message(to: "a", effects)
        #expect(english.subject.contains("Anju must report to City ×999"))
        #expect(english.text.contains("\nOVERDUE — 999 times, the earliest 20784 d 12 h late: "))
        #expect(
            english.text.contains(
                "Due: 08:00 on 2 January 1970 (Asia/Shanghai) to 08:00 on 28 November 2026"))
        let chinese = try slip.message(to: "b", effects)
        #expect(chinese.text.contains("\n逾期未报，共999次，最早一次已超20784天12小时：Anju应报City"))
        #expect(chinese.text.contains("至2026年11月28日 08:00"))
        for message in [english, chinese] {
            #expect(message.text.utf8.count < 2_000)
            #expect(message.html.utf8.count < 10_000)
            #expect(JSON.object(message.data).bytes().count < 2_000)
            #expect(message.data["notices"]?.array?.count == 1)
            #expect(message.data["notices"]?.array?[0]["obligation"] == "per/m@city#20785")
            #expect(message.model["lead"]?["count"] == 999)
        }
    }

    @Test func `what has been reported meanwhile is not counted`() throws {
        var slip = try Slip()
        let effects = try slip.happened(at: "2026-11-20T00:00:00Z")
        let deliveries = slip.incident.post(effects, at: slip.now, by: slip.rules.current)
        let delivery = try #require(deliveries.first { $0.to == .contact("a") })
        #expect(try Delivery(delivery.envelope, payload: delivery.payload()) == delivery)
        func text() -> String? {
            Message(
                [delivery], of: ["typo": slip.incident], at: slip.now, by: slip.rules.current)?.text
        }
        #expect(text()?.contains("\nOVERDUE — 8 times, the earliest 7 d 12 h late") == true)
        for number in 0..<6 {
            _ = try slip.receive(
                Slip.report(
                    "r-\(number)", at: "2026-11-28T11:00:00Z", for: "2026-11-\(21 + number)"))
        }
        #expect(text()?.contains("\nOVERDUE — 2 times, the earliest 1 d 12 h late") == true)
        _ = try slip.receive(
            Slip.report("r-6", at: "2026-11-28T11:00:00Z", for: "2026-11-27"))
        #expect(text()?.contains("\nOVERDUE — 12 h late") == true)
        _ = try slip.receive(
            Slip.report("r-7", at: "2026-11-28T11:00:00Z", for: "2026-11-28"))
        #expect(text() == nil)
    }

    @Test(arguments: [(Language.english, "and 979 more"), (.chinese, "另有979项")])
    func `a message writes twenty matters and says how many more there are`(
        language: Language, more: String
    ) throws {
        var slip = try Slip()
        _ = try slip.happened(at: Self.slip)
        // An older version made one item per occurrence; several about one are said once.
        let items = (0..<10_000).map { number in
            Delivery.Item(
                reason: .catchUp, obligation: slip.incident.obligations[number % 999].id,
                steps: [1], dueAt: slip.now, detail: nil, because: .step("owing.duty"))
        }
        let deliveries = slip.rules.current.samples(
            of: .incident("typo", items), to: .contact("a"), at: slip.now)
        let message = try #require(
            Message(
                deliveries, of: ["typo": slip.incident], at: slip.now, by: slip.rules.current,
                in: language))
        #expect(message.text.contains("\n\(more)\n"))
        #expect(message.text.utf8.count < 10_000)
        #expect(message.data["notices"]?.array?.count == 100)
        #expect(message.data["more"] == 9_900)
        #expect(message.model["items"]?.array?.count == 20)
        #expect(message.model["more"] == 979)
        #expect(message.subject.hasSuffix("(+998)"))
    }

    @Test func `two series share what may open at once, the latest of both`() throws {
        var slip = try Slip(to: ["city", "government"])
        let effects = try slip.happened(at: Self.slip)
        #expect(slip.incident.obligations.count == 1_000)
        for unit in ["city", "government"] {
            let own = slip.incident.obligations.filter { $0.awaiting == [Unit.ID(unit)] }
            #expect(own.count == 500)
            #expect(own.last?.occurrence == 20_786)
        }
        #expect(try slip.message(to: "op", effects).data["notices"]?.array?.count ?? 0 < 10)
    }
}

@Suite struct RevocationTests {
    static let today = "2026-11-28T11:00:00Z"

    @Test func `a correction takes back what the slip opened, and says so once`() throws {
        var slip = try Slip()
        _ = try slip.happened(at: RepeatTests.slip)
        slip.now = slip.now + .seconds(60)
        let effects = try slip.happened(at: Self.today)
        #expect(effects.revoked.count == 999)
        #expect(slip.numbers == [1])
        #expect(
            slip.incident.obligations[0].dueAt == (try Instant(rfc3339: "2026-11-29T11:00:00Z")))
        #expect(slip.incident.faults.isEmpty)
        let english = try slip.message(to: "a", effects)
        #expect(
            english.text.contains(
                "\nNO LONGER DUE — 998 times: Anju need not report to City\nAction: "))
        #expect(try slip.message(to: "b", effects).text.contains("\n不再需报，共998次：Anju无需再报City"))
        let named = english.data["notices"]?.array?.compactMap { $0["obligation"]?.string } ?? []
        #expect(named.count == 20)
        #expect(
            named.last == "per/m@city#20785", "who keeps alerts by obligation closes the latest")
        #expect(slip.incident.wakeAt == slip.incident.obligations[0].dueAt)
        #expect(try slip.receive(Slip.record(Self.today)).isEmpty)
        #expect(try Case(encoded: slip.incident.encoded()) == slip.incident)
    }

    @Test func `what was reported stays, and each report counts for what is owed now`() throws {
        var slip = try Slip()
        _ = try slip.happened(at: RepeatTests.slip)
        for number in 0..<3 {
            _ = try slip.receive(Slip.report("r-\(number)", at: "2026-11-28T11:30:00Z"))
        }
        #expect(slip.incident.obligations.count { $0.verdict != nil } == 3)
        _ = try slip.happened(at: Self.today)
        // Two of the reports are supplements: only the first day is owed so far.
        #expect(slip.numbers == [1])
        #expect(slip.incident.obligations.allSatisfy { $0.verdict?.outcome == .onTime })
        #expect(!slip.incident.isOpen)
        slip.now = try Instant(rfc3339: "2026-11-29T11:00:00Z")
        _ = slip.incident.advance(to: slip.now, by: slip.rules)
        #expect(slip.numbers.contains(2), "the next follows the last that is owed")
    }

    @Test func `what was missed is taken back as well`() throws {
        var slip = try Slip(duty: ["expires": "P2D"])
        _ = try slip.happened(at: RepeatTests.slip)
        #expect(slip.incident.obligations.count { $0.verdict?.outcome == .missed } > 990)
        let effects = try slip.happened(at: Self.today)
        #expect(slip.numbers == [1])
        #expect(slip.incident.obligations[0].verdict == nil)
        #expect(Set(effects.notices.map(\.to)) == [.contact("a"), .contact("b")])
    }

    @Test func `a correction to a day without a time leaves one open question`() throws {
        var slip = try Slip()
        _ = try slip.happened(at: RepeatTests.slip)
        _ = try slip.happened(at: "2026-11-28")
        #expect(slip.numbers == [1])
        #expect(slip.incident.obligations[0].status(at: slip.now) == .notStarted)
    }

    @Test func `a correction from one odd time to another tells the operators again`() throws {
        var slip = try Slip()
        _ = try slip.happened(at: RepeatTests.slip)
        slip.now = slip.now + .seconds(60)
        let effects = try slip.happened(at: "1980-01-01T00:00:00Z")
        #expect(slip.incident.obligations.count == 1 + 1_000)
        #expect(effects.notices.count { $0.reason == .implausible } == 1)
        guard case .passedOver(_, _, _, let anchors)? = slip.incident.faults["per/m@city"]?.detail
        else { return #expect(Bool(false), "nothing was passed over") }
        #expect(anchors.map(\.at.rfc3339) == ["1980-01-01T00:00:00Z"])
    }
}

@Suite struct RecurrenceTests {
    /// An incident submitted late has the same occurrences as one watched from the start.
    @Test(arguments: 0..<24 as Range<UInt64>)
    func `opening by a jump is opening one by one`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let zones = ["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"]
        let periods = [
            "P1D", "P2D", "P1W", "P1M", "P3M", "P1Y", "P1DT1H", "P1M1D", "PT1H", "PT25H", "90m",
        ]
        let zone = zones[random.roll(zones.count)]
        let every = periods[random.roll(periods.count)]
        let start = Instant(seconds: 1_600_000_000 + Int64(random.roll(100_000_000)))
        var watched = try Slip(at: start.rfc3339, every: every, zone: zone)
        let rhythm = try #require(Period(every))
        let length = rhythm.times(1 + random.roll(120)).added(to: start, in: Founding.shanghai)
        let end = length + .seconds(random.roll(90_000))
        _ = try watched.happened(at: start.rfc3339)
        while let wake = watched.incident.wakeAt, wake <= end {
            _ = watched.incident.advance(to: wake, by: watched.rules)
        }
        var late = try Slip(at: end.rfc3339, every: every, zone: zone)
        _ = try late.happened(at: start.rfc3339)
        let expected = watched.incident.obligations.map { [$0.id.text, $0.dueAt?.rfc3339 ?? ""] }
        let found = late.incident.obligations.map { [$0.id.text, $0.dueAt?.rfc3339 ?? ""] }
        #expect(found == expected, "\(every) from \(start.rfc3339) in \(zone)")
    }

    @Test func `what opens beyond a thousand has the numbers and deadlines of the grid`() throws {
        var slip = try Slip(every: "P1M", zone: "Europe/Berlin")
        _ = try slip.happened(at: "1900-01-30T12:00:00Z")
        #expect(slip.incident.obligations.count == 1_000)
        let rhythm = try #require(Period("P1M"))
        let first = try #require(slip.incident.obligations.first?.dueAt)
        let zone = try #require(RuleFolder.zone("Europe/Berlin"))
        for obligation in slip.incident.obligations {
            let number = try #require(obligation.occurrence)
            #expect(obligation.dueAt == rhythm.times(number - 1).added(to: first, in: zone))
        }
        let deadlines = slip.incident.obligations.compactMap(\.dueAt)
        #expect(deadlines.count { $0 > slip.now } == 1)
    }

    @Test func `a repeat by the minute since 1970 opens a thousand`() throws {
        var slip = try Slip(every: "PT1M")
        _ = try slip.happened(at: RepeatTests.slip)
        #expect(slip.incident.obligations.count == 1_000)
        #expect(slip.numbers.last == 20_784 * 1_440 + 722)
        #expect(slip.incident.obligations.last?.dueAt == slip.now + .seconds(60))
    }

    @Test func `nothing opens beyond the closing of the incident`() throws {
        var slip = try Slip()
        _ = try slip.receive(
            Slip.record(RepeatTests.slip),
            ["type": "closure", "incident": "typo", "at": "2020-01-01T06:00:00Z"])
        #expect(slip.incident.obligations.count == 1_000)
        let last = slip.incident.obligations.last?.dueAt
        #expect(last == (try Instant(rfc3339: "2020-01-02T00:00:00Z")))
        #expect(slip.incident.obligations.last?.waivedBy == "closure", "it was under way")
    }
}
