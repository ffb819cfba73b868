import Calendars
import Cases
import Foundation
import JSON
import Messages
import Rules
import TestSupport
import Testing

extension [Effect] {
    fileprivate var limits: [Notice] {
        compactMap {
            if case .notice(let notice) = $0, notice.reason == .limit { notice } else { nil }
        }
    }
}

/// Rules and records as JSON text, played from the first record.
private struct Play {
    let rules: PinnedRulebooks
    var incident: Case
    var now: Instant

    /// Creates a case for an incident `i` under rules given as members beside one office.
    init(
        _ more: JSON, id: Incident.ID = "i", at now: String = "2026-05-12T00:00:00Z",
        bounds: CaseBounds = CaseBounds()
    ) throws {
        var root: JSONObject = [
            "settings": ["zone": "UTC", "language": "en", "operators": ["contact:op"]],
            "units": [
                "office": ["name": "Office", "duty": "contact:a"],
                "city": ["name": "City", "duty": "contact:b"],
            ],
            "contacts": .object(
                ["op", "a", "b"].reduce(into: JSONObject()) { contacts, name in
                    contacts[name] = [
                        "name": .string(name),
                        "reach": [["channel": "mail", "address": .string(name + "@x.example")]],
                    ]
                }),
            "channels": ["mail": ["kind": "maildir", "path": "mail", "from": "d@x.example"]],
            "policies": ["p": ["steps": [["at": "0", "to": ["owing.duty", "operators"]]]]],
        ]
        for member in more.object?.members ?? [] { root[member.key] = member.value }
        let document = RuleDocument(
            path: "rules/r.json", name: "r.json", bytes: JSON.object(root).bytes())
        let outcome = RulebookReader.read(documents: [document], zones: RuleFolder.zone)
        guard let rulebook = outcome.rulebook else {
            throw TestFailure("\(outcome.diagnostics)")
        }
        rules = PinnedRulebooks(current: rulebook, bounds: bounds)
        self.now = try Instant(rfc3339: now)
        incident = Case(id: id, at: self.now)
    }

    mutating func receive(_ bodies: [JSON]) throws -> [Effect] {
        let records = try bodies.map { try Record.read($0, arrivedAt: now, origin: "test") }
        let effects = incident.receive(records, at: now, by: rules)
        return effects + incident.advance(to: now, by: rules)
    }

    mutating func advance(to now: Instant) -> [Effect] {
        self.now = now
        return incident.advance(to: now, by: rules)
    }

    func number(_ obligation: Int) -> Int? { incident.obligations[obligation].occurrence }
}

@Suite struct UpdateLimitTests {
    private static let news: JSON = [
        "rules": [
            "news": [
                "on": "update", "when": ["exists": "record.facts.casualties"], "owes": "office",
                "obligations": [
                    "supplement": [
                        "to": ["city"], "policy": "p",
                        "due": ["within": "24h", "of": ["time": "updated"]],
                    ]
                ],
            ],
            "urgent": [
                "owes": "office",
                "obligations": [
                    "first": [
                        "to": ["city"], "policy": "p",
                        "due": [
                            "earliestOf": [
                                ["within": "9d", "of": "occurred"],
                                [
                                    "within": "2h", "of": "occurred",
                                    "when": ["==": [["var": "incident.severity"], "critical"]],
                                ],
                            ]
                        ],
                    ]
                ],
            ],
        ]
    ]

    /// The updates of an incident that was critical for a moment, and whose second update says how
    /// many were hurt.
    private static func updates(_ count: Int) throws -> [JSON] {
        let start = try Instant(rfc3339: "2026-05-12T00:00:00Z")
        return (0..<count).map { number in
            var body: JSONObject = [
                "type": "incident", "id": .string("u-\(number)"), "incident": "i",
                "unit": "office", "title": "T", "at": .string((start + .seconds(number)).rfc3339),
                "facts": ["level": .number(.integer(Int64(number)))],
            ]
            if number == 0 { body["occurredAt"] = .string(start.rfc3339) }
            if number == 1 { body["facts"] = ["casualties": 2] }
            if number == 2 { body["severity"] = "critical" }
            if number == 3 { body["severity"] = "minor" }
            return .object(body)
        }
    }

    @Test(arguments: [1, 7, 300], [65, 300])
    func `whatever number of updates follows, and however they come, what is owed stays`(
        batch: Int, count: Int
    ) throws {
        var play = try Play(Self.news, bounds: Self.bounds)
        play.now = play.now + .seconds(3_000)
        let updates = try Self.updates(count)
        for start in stride(from: 0, to: count, by: batch) {
            _ = try play.receive(Array(updates[start..<min(count, start + batch)]))
        }
        let owed = play.incident.obligations
        #expect(owed.map(\.id.text) == ["urgent/first@city", "news/supplement@city~u-1"])
        #expect(
            owed.map { $0.dueAt?.rfc3339 } == ["2026-05-12T02:00:00Z", "2026-05-13T00:00:01Z"])
        let effects = play.advance(to: try Instant(rfc3339: "2026-05-13T00:00:01Z"))
        #expect(
            effects.contains {
                if case .notice(let notice) = $0 {
                    notice.obligation == "news/supplement@city~u-1" && notice.reason == .overdue
                } else {
                    false
                }
            })
        #expect(try Case(encoded: play.incident.encoded()) == play.incident)
    }

    private static let bounds: CaseBounds = {
        var bounds = CaseBounds()
        bounds.updates = 50
        return bounds
    }()

    @Test func `the operators are told when updates are kept as one`() throws {
        var play = try Play(Self.news, bounds: Self.bounds)
        play.now = play.now + .seconds(3_000)
        var told: [Notice] = []
        for update in try Self.updates(120) { told += try play.receive([update]).limits }
        #expect(told.count == 4, "once for about 25 updates")
        #expect(
            said(told.first)
                == "incident i: 51 updates; those through 2026-05-12T00:00:25Z are kept as one, "
                + "except where an obligation rests on them")
        #expect(Set(told.map(\.to)) == [.contact("op")])
        #expect(play.incident.encoded().count < 8_000)
    }

    @Test func `a correction of a correction of forty has the stage of the first`() throws {
        var play = try Play([
            "rules": [
                "r": [
                    "owes": "office",
                    "obligations": [
                        "early": [
                            "to": ["city"], "policy": "p",
                            "due": ["within": "9d", "of": "occurred"],
                        ],
                        "final": [
                            "to": ["city"], "policy": "p",
                            "due": ["within": "10d", "of": "occurred"],
                        ],
                    ],
                ]
            ]
        ])
        _ = try play.receive([
            [
                "type": "incident", "incident": "i", "unit": "office", "title": "T",
                "occurredAt": "2026-05-12T00:00:00Z",
            ]
        ])
        play.now = play.now + .seconds(3_600)
        let reports = (0..<40).map { number -> JSON in
            var body: JSONObject = [
                "type": "report", "id": .string("r-\(number)"), "incident": "i",
                "from": "office", "to": "city",
                "submittedAt": .string((play.now - .seconds(100 - number)).rfc3339),
            ]
            if number == 0 { body["stage"] = "final" }
            if number > 0 { body["corrects"] = .string("r-\(number - 1)") }
            return .object(body)
        }
        _ = try play.receive(reports)
        for number in 0..<39 {
            _ = try play.receive([
                [
                    "type": "retraction", "incident": "i", "report": .string("r-\(number)"),
                    "at": .string(play.now.rfc3339),
                ]
            ])
        }
        let verdicts = play.incident.obligations.map { $0.verdict?.report?.text }
        #expect(verdicts == [nil, "r-39"], "not the early stage, which a report without one meets")
    }
}

@Suite struct RepeatLimitTests {
    private static func hourly(_ more: JSONObject = [:]) -> JSON {
        var duty: JSONObject = [
            "to": ["city"], "policy": "p", "due": ["within": "1h", "of": "occurred"],
            "repeat": ["every": "1h", "until": "closed"],
        ]
        for member in more.members { duty[member.key] = member.value }
        return [
            "rules": [
                "r": [
                    "owes": "office",
                    "obligations": [
                        "m": .object(duty),
                        "after": [
                            "to": ["city"], "policy": "p",
                            "due": ["within": "100h", "of": ["submitted": "m"]],
                        ],
                    ],
                ]
            ]
        ]
    }

    private static let bounds: CaseBounds = {
        var bounds = CaseBounds()
        (bounds.occurrences, bounds.occurrencesLetGo) = (200, 20)
        return bounds
    }()

    private static func report(_ number: Int, at instant: Instant) -> JSON {
        [
            "type": "report", "id": .string("r-\(number)"), "incident": "i", "from": "office",
            "to": "city", "stage": "m", "submittedAt": .string(instant.rfc3339),
        ]
    }

    /// Returns an incident whose hourly reports all came until some hour, some of them taken at
    /// a time.
    private static func reported(
        through last: Int, except missing: Set<Int> = [], _ rules: JSON = hourly()
    ) throws -> (play: Play, told: [Notice]) {
        var play = try Play(rules, bounds: bounds)
        let start = play.now
        _ = try play.receive([
            [
                "type": "incident", "incident": "i", "unit": "office", "title": "T",
                "occurredAt": .string(start.rfc3339),
            ]
        ])
        var told: [Notice] = []
        for block in stride(from: 0, to: last, by: 19) {
            let end = min(last, block + 19)
            play.now = start + .seconds(3_600 * end)
            let reports = (block..<end).filter { !missing.contains($0 + 1) }.map {
                report($0, at: start + .seconds(3_600 * $0 + 1_800))
            }
            told += try play.receive(reports).limits
        }
        return (play, told)
    }

    private func repeats(_ play: Play) -> [Obligation] {
        play.incident.obligations.filter { $0.name == "m" }
    }

    @Test func `after two hundred occurrences the next are owed, and the operators are told`()
        throws
    {
        var (play, told) = try Self.reported(through: 206)
        #expect(told.map(\.to) == [.contact("op")])
        #expect(said(told.first).hasPrefix("r/m@city: more than 200 occurrences"))
        let last = try #require(repeats(play).last)
        #expect(last.occurrence == 207)
        #expect(last.isOpen)
        #expect(repeats(play).count < 201)
        #expect(repeats(play).first?.occurrence == 1, "times of other duties count from it")
        #expect(repeats(play).dropLast().allSatisfy { $0.verdict?.name == "on-time" })
        let dueAt = try #require(last.dueAt)
        #expect(play.incident.wakeAt == dueAt)
        let effects = play.advance(to: dueAt)
        #expect(repeats(play).last?.occurrence == 208)
        #expect(effects.contains { if case .notice = $0 { true } else { false } }, "overdue")
        #expect(
            play.incident.obligations.first { $0.name == "after" }?.dueAt?.rfc3339
                == "2026-05-16T04:30:00Z")
        #expect(play.incident.faults.isEmpty, "no report of what was let go of is unmatched")
        #expect(try Case(encoded: play.incident.encoded()) == play.incident)
    }

    @Test func `a late report for what was let go of meets nothing after it`() throws {
        // The report of hour 21, the last to be let go of, came late and after its deadline; the
        // one of the hour after it never came.
        var (play, _) = try Self.reported(through: 198, except: [21, 22])
        let late = play.incident.obligations.first { $0.occurrence == 21 }?.dueAt
        _ = try play.receive([Self.report(99_999, at: try #require(late) + .seconds(60))])
        #expect(
            play.incident.obligations.first { $0.occurrence == 21 }?.verdict?.name == "late")
        for _ in 0..<3 {
            _ = play.advance(to: play.now + .seconds(3_600 * 2))
        }
        #expect(play.incident.obligations.first { $0.occurrence == 21 } == nil)
        _ = try play.receive([Self.report(12_345, at: play.now)])
        let next = play.incident.obligations.filter { $0.occurrence == 22 || $0.isOpen }
        #expect(next.allSatisfy { $0.verdict == nil || $0.verdict?.name == "missed" })
    }

    @Test func `of what nobody reported, the oldest is missed, and people are told`() throws {
        var play = try Play(Self.hourly(), bounds: Self.bounds)
        _ = try play.receive([
            [
                "type": "incident", "incident": "i", "unit": "office", "title": "T",
                "occurredAt": .string(play.now.rfc3339),
            ]
        ])
        var effects: [Effect] = []
        while repeats(play).last?.occurrence ?? 0 < 206 {
            effects += play.advance(to: play.now + .seconds(3_600 * 19))
        }
        #expect(effects.limits.isEmpty)
        effects += play.advance(to: play.now + .seconds(3_600 * 19))
        #expect(effects.limits.count == 1)
        let missed = effects.compactMap { effect -> Obligation.ID? in
            if case .verdict(let id, let verdict) = effect, verdict.outcome == .missed {
                id
            } else {
                nil
            }
        }
        #expect(missed.count == 20)
        #expect(missed.first == "r/m@city#2", "the first stays overdue")
        let reasons = effects.compactMap { effect -> Notice.Reason? in
            if case .notice(let notice) = effect, notice.obligation == "r/m@city#2" {
                notice.reason
            } else {
                nil
            }
        }
        #expect(reasons.filter { $0 == .missed }.count == 2, "its duty and the operators")
        #expect(repeats(play).last?.isOpen == true)
        #expect(repeats(play).count < 240)
    }
}

@Suite struct BulletinLimitTests {
    private static let bounds: CaseBounds = {
        var bounds = CaseBounds()
        bounds.firings = 50
        return bounds
    }()
    private static let duty = BulletinDuty(rule: "daily", name: "brief", owing: "office")

    private static func world(_ schedule: JSON) throws -> Play {
        try Play(
            [
                "calendars": [
                    "c": [
                        "zone": "UTC", "covers": ["2026-01-01", "2126-12-31"],
                        "week": ["mon-fri": ["09:00-17:00"]],
                    ]
                ],
                "rules": [
                    "daily": [
                        "owes": ["office"], "on": schedule,
                        "obligations": ["brief": ["to": ["city"], "policy": "p"]],
                    ]
                ],
            ], id: duty.incident, bounds: bounds)
    }

    private static func report(_ number: Int, at instant: Instant) -> JSON {
        [
            "type": "report", "id": .string("r-\(number)"), "bulletin": "daily/brief",
            "from": "office", "to": "city", "submittedAt": .string(instant.rfc3339),
        ]
    }

    @Test
    func `the verdicts of old bulletins stay, and the operators are told that they are final`()
        throws
    {
        var play = try Self.world(["cron": "0 17 * * *", "zone": "UTC"])
        _ = play.advance(to: play.now)
        var told: [Notice] = []
        var decided: [Obligation.ID: String] = [:]
        for day in 0..<110 {
            play.now = play.now + .seconds(86_400)
            // Every tenth came one hour late, and one of them was retracted.
            let late: Duration = .seconds(day % 10 == 0 ? 3_600 : -36_000)
            let at = play.now - .seconds(7 * 3_600) + late
            var bodies = [Self.report(day, at: at)]
            if day == 20 {
                bodies.append([
                    "type": "retraction", "id": "t", "bulletin": "daily/brief", "from": "office",
                    "incident": .string(Self.duty.incident.text), "report": "r-20",
                    "at": .string(play.now.rfc3339),
                ])
            }
            told += try play.receive(bodies).limits
            for obligation in play.incident.obligations {
                guard let verdict = obligation.verdict else { continue }
                if let known = decided[obligation.id], known != verdict.name, day > 30 {
                    Issue.record("\(obligation.id) was \(known) and is \(verdict.name)")
                }
                decided[obligation.id] = verdict.name
            }
        }
        #expect(told.count == 1)
        #expect(
            said(told.first).hasPrefix(
                "daily/brief: more than 100 deadlines; the verdicts through #") == true)
        #expect(play.incident.obligations.count < 70)
        #expect(play.incident.faults.isEmpty, "\(play.incident.faults)")
        #expect(play.incident.hasLetGo(of: "daily/brief@city#1"))
        #expect(!play.incident.hasLetGo(of: "daily/brief@city#109"))
        #expect(play.incident.obligations.last?.isOpen == true)
    }

    @Test func `a schedule that no working day fits is told, not silent`() throws {
        var play = try Self.world(["cron": "0 17 * * 0", "zone": "UTC", "calendar": "c"])
        let effects = play.advance(to: play.now)
        let reasons = effects.compactMap { effect -> Notice.Reason? in
            if case .notice(let notice) = effect { notice.reason } else { nil }
        }
        #expect(reasons == [.undecidable])
        #expect(said(play.incident.faults["daily/brief"]).contains("none of the next"))
    }
}

/// Returns the facts of a notice in the words that programs get; nothing for none.
private func said(_ notice: Notice?) -> String {
    notice?.detail.map(FaultPhrases.program.text) ?? ""
}

/// Returns the facts of a fault in the words that programs get; nothing for none.
private func said(_ fault: Fault?) -> String {
    fault.map { FaultPhrases.program.text($0.detail) } ?? ""
}
