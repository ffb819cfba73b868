import Calendars
import Cases
import JSON
import Rules
import TestSupport
import Testing

/// Two incidents that turn out to be one.
@Suite struct MergeTests {
    static func happened(
        _ id: String, at time: String, stated: String, severity: JSON = "major",
        unit: JSON = "anju"
    ) throws -> JSON {
        [
            "type": "incident", "id": .string("\(id)-happened"), "incident": .string(id),
            "unit": unit, "title": .string("Gas explosion \(id)"), "severity": severity,
            "occurredAt": .string(try Scenario.instant(time).rfc3339),
            "at": .string(try Scenario.instant(stated).rfc3339),
        ]
    }

    static func merge(
        _ id: String = "m-1", of incident: String = "i-2", into other: String = "i-1",
        at time: String = "16:40"
    ) throws -> JSON {
        [
            "type": "merge", "id": .string(id), "incident": .string(incident),
            "into": .string(other), "by": "li-na",
            "at": .string(try Scenario.instant(time).rfc3339),
            "why": "same explosion",
        ]
    }

    static func said(
        _ type: JSON, of incident: String, at time: String, _ more: JSONObject = [:]
    ) throws -> JSON {
        var body: JSONObject = [
            "type": type, "incident": .string(incident), "by": "secretary",
            "at": .string(try Scenario.instant(time).rfc3339),
        ]
        for member in more.members { body[member.key] = member.value }
        return .object(body)
    }

    static func report(
        _ id: JSON, of incident: String, from: JSON = "anju", to: JSON = "city-committee",
        at time: String
    ) throws -> JSON {
        var body = try Scenario.report(id, from: from, to: to, at: time).object ?? JSONObject()
        body["incident"] = .string(incident)
        return .object(body)
    }

    /// Reads records, each arriving at its own time or a given one.
    static func records(_ bodies: [JSON], at time: String? = nil) throws -> [Record] {
        try bodies.map { body in
            let own = Record.effectiveAt(body) ?? Instant(seconds: 0)
            let arrivedAt = try time.map(Scenario.instant) ?? own
            return try Record.read(body, arrivedAt: arrivedAt, origin: "test")
        }
    }

    static func rules(_ obligations: [ObligationRule] = [Founding.committee]) throws
        -> PinnedRulebooks
    {
        try Founding.rulebook(obligations: obligations)
    }

    /// Returns the lines of a simulation, as `16:40 i-1 opened …`.
    static func lines(
        _ bodies: [JSON], by rules: PinnedRulebooks? = nil, until end: String
    ) throws -> [String] {
        let simulation = Simulation(
            rules: try rules ?? Self.rules(), until: try Scenario.instant(end))
        return simulation.run(try records(bodies)).map {
            "\(Timeline.clock($0.at)) \($0.incident) \(Timeline.text($0.effect))"
        }
    }

    /// Returns the obligations of an incident's case, as `city@… due 17:30 on-time`.
    static func standing(
        of id: Incident.ID, _ records: [Record], by rules: PinnedRulebooks, at time: String
    ) throws -> [String] {
        let now = try Scenario.instant(time)
        let known = Simulation(rules: rules).standing(of: id, in: records, at: now)
        let incident = try #require(known)
        #expect(try Case(encoded: incident.encoded()) == incident)
        return incident.obligations.map { one in
            let due = one.dueAt.map(Timeline.clock) ?? one.waitsFor.map { "\($0)" } ?? ""
            let state = one.verdict?.name ?? one.waivedBy.map { "waived by \($0)" } ?? "open"
            return "\(one.id) of \(one.owing) due \(due) \(state)"
        }.sorted()
    }

    @Test func `what both require is owed once by the earlier deadline, under the earlier case`()
        throws
    {
        let told = try Self.lines(
            [
                try Self.happened("i-1", at: "16:00", stated: "16:05"),
                try Self.happened("i-2", at: "15:30", stated: "16:20"),
                try Self.merge(at: "17:10"),
                try Self.report("r-1", of: "i-2", at: "17:20"),
            ], until: "19:00")
        #expect(
            told == [
                "16:05 i-1 opened city@city-committee due 18:00",
                "16:20 i-2 opened city@city-committee due 17:30",
                "17:00 i-2 approaching 1 anju-duty city@city-committee",
                "17:10 i-1 merged i-2 into i-1",
                "17:10 i-1 moved city@city-committee due 17:30",
                "17:10 i-1 merged  anju-duty",
                "17:10 i-2 merged i-2 into i-1",
                "17:20 i-1 verdict city@city-committee on-time",
                "17:20 i-1 met  anju-duty city@city-committee",
            ])
    }

    @Test func `what only the other requires moves over with its own deadline`() throws {
        let rules = try Self.rules()
        let bodies = [
            try Self.happened("i-1", at: "15:00", stated: "15:05", severity: "minor"),
            try Self.happened("i-2", at: "16:00", stated: "16:05"),
            try Self.merge(),
        ]
        let records = try Self.records(bodies)
        for id in ["i-1", "i-2"] as [Incident.ID] {
            let standing = try Self.standing(of: id, records, by: rules, at: "17:00")
            #expect(standing == ["urgent/city@city-committee of anju due 18:00 open"])
        }
        let known = Simulation(rules: rules).standing(
            of: "i-2", in: records, at: try Scenario.instant("17:00"))
        #expect(known?.id == "i-1")
        #expect(known?.title == "Gas explosion i-1")
        #expect(known?.incidents == ["i-1", "i-2"])
        #expect(known?.merge(of: "i-2")?.why == "same explosion")
    }

    @Test func `a report of either unit counts, and before the merge as well`() throws {
        let bodies = [
            try Self.happened("i-1", at: "16:00", stated: "16:05"),
            try Self.happened("i-2", at: "16:10", stated: "16:20", unit: "lonely"),
            try Self.report("r-1", of: "i-2", from: "lonely", at: "17:00"),
            try Self.merge(at: "18:30"),
        ]
        let standing = try Self.standing(
            of: "i-1", try Self.records(bodies), by: try Self.rules(), at: "19:00")
        #expect(standing == ["urgent/city@city-committee of anju due 18:00 on-time"])
    }

    @Test func `the case with the earlier record goes on, whichever way round the merge says it`()
        throws
    {
        let bodies = [
            try Self.happened("i-1", at: "16:00", stated: "16:05"),
            try Self.happened("i-2", at: "15:30", stated: "16:20"),
            try Self.merge(of: "i-1", into: "i-2"),
        ]
        let now = try Scenario.instant("17:00")
        for seed in UInt64(0)..<6 {
            var generator = SeededRandom(seed: seed)
            let records = try Self.records(bodies.shuffled(using: &generator), at: "16:50")
            let known = Simulation(rules: try Self.rules()).standing(
                of: "i-2", in: records, at: now)
            #expect(known?.id == "i-1")
        }
    }

    @Test func `a merge that was taken back leaves both as if it had never been`() throws {
        let rules = try Self.rules([Founding.city, Founding.province])
        let apart = [
            try Self.happened("i-1", at: "16:00", stated: "16:05"),
            try Self.happened("i-2", at: "15:30", stated: "16:20", unit: "lonely"),
            try Self.report("r-1", of: "i-1", at: "17:20"),
            try Self.report("r-2", of: "i-2", from: "lonely", to: "city-government", at: "17:40"),
        ]
        let undone = [
            try Self.merge(),
            try Self.said("retraction", of: "i-1", at: "17:50", ["report": "m-1"]),
        ]
        let records = try Self.records(apart)
        let all = try Self.records(apart + undone)
        for id in ["i-1", "i-2"] as [Incident.ID] {
            let before = try Self.standing(of: id, records, by: rules, at: "21:00")
            #expect(try Self.standing(of: id, all, by: rules, at: "21:00") == before)
            #expect(before.count == 3)
        }
        let told = try Self.lines(apart + undone, by: rules, until: "18:00")
        #expect(told.contains("17:50 i-1 separated i-2 from i-1"))
        #expect(told.contains { $0.hasPrefix("17:50 i-2 separated  anju-duty") } == false)
        #expect(told.filter { $0.contains(" opened ") && $0.hasPrefix("17:50 i-2") }.count == 3)
    }

    @Test func `nobody lets the other incident off that they did not know of`() throws {
        let rules = try Self.rules([
            Founding.committee,
            ObligationRule(
                name: "updates", to: [["city-government"]], due: Founding.within(hours: 2),
                policy: "press", repeats: .exactly(.seconds(2 * 3_600))),
        ])
        let bodies = [
            try Self.happened("i-1", at: "16:00", stated: "16:05"),
            try Self.happened("i-2", at: "15:30", stated: "16:20"),
            try Self.said("waiver", of: "i-2", at: "16:25", ["obligation": "*"]),
            try Self.said("closure", of: "i-2", at: "16:30"),
            try Self.merge(),
        ]
        let known = Simulation(rules: rules).standing(
            of: "i-1", in: try Self.records(bodies), at: try Scenario.instant("17:00"))
        let incident = try #require(known)
        #expect(incident.closedAt == nil)
        let isAllOpen = incident.obligations.allSatisfy(\.isOpen)
        #expect(isAllOpen)
        let after =
            bodies + [
                try Self.said("closure", of: "i-2", at: "16:50")
            ]
        let closed = Simulation(rules: rules).standing(
            of: "i-1", in: try Self.records(after), at: try Scenario.instant("17:00"))
        #expect(closed?.closing?.by == "secretary")
        #expect(closed?.obligation("urgent/updates@city-government#1")?.waivedBy == "secretary")
    }

    @Test func `a merge with an incident that nobody reported is asked about, until it is`() throws
    {
        let bodies = [
            try Self.happened("i-1", at: "16:00", stated: "16:05"),
            try Self.merge(of: "i-1", into: "i-9"),
        ]
        let told = try Self.lines(bodies, until: "17:00")
        #expect(told.contains("16:40 i-1 fault merge m-1 unmatched"))
        let late = try Self.lines(
            bodies + [try Self.happened("i-9", at: "16:00", stated: "16:50")], until: "17:00")
        #expect(late.contains("16:50 i-1 cleared merge m-1 unmatched"))
    }

    @Test func `a merge whose time lies ahead counts from then on`() throws {
        let early = try Scenario.instant("16:30")
        let bodies = [
            try Self.happened("i-1", at: "16:00", stated: "16:05"),
            try Self.happened("i-2", at: "16:00", stated: "16:20"),
        ]
        let merge = try Record.read(try Self.merge(), arrivedAt: early, origin: "test")
        let lines = Simulation(rules: try Self.rules(), until: try Scenario.instant("17:00"))
            .run(try Self.records(bodies) + [merge])
        let merged = lines.filter { if case .merged = $0.effect { true } else { false } }
        #expect(merged.map(\.at) == [try Scenario.instant("16:40"), try Scenario.instant("16:40")])
    }

    @Test(arguments: [
        ("into", "i-2"), ("into", ""), ("into", "bulletin:urgent/city@anju"), ("at", "2026-05-12"),
    ])
    func `a merge that cannot be is refused`(key: String, value: String) throws {
        var body = try Self.merge().object ?? JSONObject()
        body[key] = .string(value)
        let json = JSON.object(body)
        let errors = #expect(throws: RecordErrors.self) {
            try Record.read(json, arrivedAt: Instant(seconds: 0), origin: "test")
        }
        #expect(errors?.list.map(\.pointer) == ["/" + key])
    }
}

// MARK: Order

extension MergeTests {
    /// Returns records of three incidents, merged in a chain or a circle, in part taken back.
    static func mixed(_ generator: inout SeededRandom) throws -> [JSON] {
        var bodies = [
            try happened("i-1", at: "16:00", stated: "16:05"),
            try happened("i-2", at: "15:30", stated: "16:10", severity: "minor"),
            try happened("i-2", at: "15:40", stated: "16:30", unit: "lonely").renamed("i-2-later"),
            try happened("i-3", at: "15:50", stated: "16:20", unit: "province"),
            try merge("m-1", of: "i-3", into: "i-2", at: "16:40"),
            try merge("m-2", of: "i-2", into: "i-1", at: "16:50"),
            try report("r-1", of: "i-2", from: "lonely", at: "17:20"),
            try report("r-2", of: "i-1", at: "17:55"),
            try report("r-3", of: "i-3", from: "province", to: "city-government", at: "18:10"),
            try report("r-4", of: "i-1", from: "city-committee", to: "province", at: "19:00"),
        ]
        let further = [
            try merge("m-3", of: "i-1", into: "i-3", at: "17:00"),
            try said("retraction", of: "i-2", at: "17:30", ["id": "t-1", "report": "m-1"]),
            try said("retraction", of: "i-1", at: "17:40", ["id": "t-2", "report": "m-2"]),
            try said("retraction", of: "i-1", at: "17:45", ["id": "t-3", "report": "r-2"]),
            try said("closure", of: "i-2", at: "16:35", ["id": "c-1"]),
            try said("closure", of: "i-3", at: "18:00", ["id": "c-2"]),
            try said("reopening", of: "i-1", at: "18:30", ["id": "c-3"]),
            try said("waiver", of: "i-3", at: "16:30", ["id": "w-1", "obligation": "*"]),
            try said("waiver", of: "i-1", at: "17:05", ["id": "w-2", "obligation": "province"]),
            try said(
                "extension", of: "i-2", at: "16:45",
                ["id": "e-1", "obligation": "city", "until": "2026-05-12T18:20:00+08:00"]),
        ]
        bodies += further.filter { _ in generator.next() % 2 == 0 }
        return bodies
    }

    @Test(arguments: 0..<60)
    func `the order and grouping in which records arrive changes no verdict`(seed: UInt64) throws {
        let rules = try Self.rules([
            Founding.city, Founding.province,
            ObligationRule(
                name: "updates", to: [["city-government"]], due: Founding.within(hours: 1),
                policy: "press", repeats: .exactly(.seconds(3_600))),
        ])
        var generator = SeededRandom(seed: seed)
        let bodies = try Self.mixed(&generator)
        let together = try Self.records(bodies, at: "20:00")
        var scattered: [Record] = []
        for body in bodies.shuffled(using: &generator) {
            let delay = Duration.seconds(Int64(generator.next() % 5) * 600)
            scattered.append(
                try Record.read(
                    body, arrivedAt: try Scenario.instant("20:00") + delay, origin: "test"))
        }
        // An occurrence that a closing lets off exists only if its turn came before the record did.
        func judged(_ standing: [String]) -> [String] {
            standing.filter { !($0.contains("/updates@") && $0.contains(" waived by ")) }
        }
        for id in ["i-1", "i-2", "i-3"] as [Incident.ID] {
            let expected = try Self.standing(of: id, together, by: rules, at: "22:00")
            let found = try Self.standing(of: id, scattered, by: rules, at: "22:00")
            #expect(judged(found) == judged(expected), "\(id) of seed \(seed)")
        }
    }
}

extension JSON {
    /// Returns a record under another id.
    fileprivate func renamed(_ id: String) -> JSON {
        var body = object ?? JSONObject()
        body["id"] = .string(id)
        return .object(body)
    }
}
