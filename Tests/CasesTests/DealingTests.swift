import Calendars
import Cases
import JSON
import Rules
import TestSupport
import Testing

/// Random incidents and bulletins, judged by the engine and by `NaiveDealer`.
@Suite struct DealingTests {
    static let casesPerSeed = 100

    @Test(arguments: 0..<90 as Range<UInt64>)
    func `the engine deals the reports of an incident as a naive reading of the design does`(
        seed: UInt64
    ) throws {
        var random = SeededRandom(seed: seed)
        for number in 0..<Self.casesPerSeed {
            let dealer = RandomCase.incident(&random)
            let played = try PlayedCase(dealer)
            let found = try played.verdictsAtOnce()
            let expected = dealer.verdicts()
            #expect(found == expected, "seed \(seed), case \(number): \(dealer)")
            if found != expected { return }
        }
    }

    @Test(arguments: 0..<10 as Range<UInt64>)
    func `the engine deals the reports of a bulletin as a naive reading of the design does`(
        seed: UInt64
    ) throws {
        var random = SeededRandom(seed: seed)
        for number in 0..<Self.casesPerSeed {
            let dealer = RandomCase.bulletin(&random)
            let found = try PlayedCase(dealer).verdictsInOrder(&random) { _ in 0 }
            let expected = dealer.verdicts()
            #expect(found == expected, "seed \(seed), case \(number): \(dealer)")
            if found != expected { return }
        }
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `the order and the grouping in which records arrive change no verdict`(
        seed: UInt64
    ) throws {
        var random = SeededRandom(seed: seed &+ 1_000)
        for number in 0..<12 {
            let dealer =
                number % 3 == 2 ? RandomCase.bulletin(&random) : RandomCase.incident(&random)
            let played = try PlayedCase(dealer)
            let late = (0..<40).map { _ in random.roll(3) == 0 ? random.roll(dealer.now) : 0 }
            let found = try played.verdictsInOrder(&random) { index in late[index % late.count] }
            let expected = dealer.verdicts()
            #expect(found == expected, "seed \(seed), case \(number): \(dealer)")
            if found != expected { return }
        }
    }
}

/// The random cases.
enum RandomCase {
    static let units = ["city-committee", "city-government", "province"]

    /// Returns the clocks of a third of the cases, and of two thirds those around a change.
    private static func clocks(_ random: inout SeededRandom) -> NaiveClocks {
        guard random.roll(3) > 0 else { return .utc }
        return NaiveClocks(
            random.roll(2) == 0 ? .berlin : .newYork, inSpring: random.roll(2) == 0,
            day: random.roll(5))
    }

    /// Returns days by the clocks, or an exact time.
    private static func span(
        _ minutes: Int, orDays days: Int, _ random: inout SeededRandom
    ) -> NaiveDealer.Length {
        random.roll(3) == 0 ? .days(days) : .minutes(minutes)
    }

    static func incident(_ random: inout SeededRandom) -> NaiveDealer {
        var dealer = NaiveDealer()
        dealer.clocks = clocks(&random)
        dealer.now = 60 * (20 + random.roll(160))
        dealer.areStagesNamed = random.roll(5) == 0
        let names = ["first", "second", "third", "fourth"].prefix(1 + random.roll(4))
        for (index, name) in names.enumerated() {
            var duty = NaiveDealer.Duty(name: name, to: awaiting(&random))
            let days = 1 + random.roll(2)
            duty.within = span(30 * (2 + random.roll(90)), orDays: days, &random)
            if index > 0, random.roll(3) == 0 { duty.after = names[random.roll(index)] }
            if random.roll(4) == 0 { duty.forms = ["written"] }
            duty.needsOK = random.roll(3) == 0
            if duty.after == nil, random.roll(3) == 0 {
                duty.every = span(60 * (4 + random.roll(40)), orDays: days, &random)
            }
            limit(&duty, late: 30, &random)
            dealer.duties.append(duty)
        }
        dealer.reports = (0..<random.roll(9)).map { report($0, dealer, &random) }
        dealer.reliefs = (0..<max(0, random.roll(5) - 2)).map { _ in relief(dealer, &random) }
        let times = Set(
            (0..<max(0, random.roll(6) - 2)).map { _ in 30 * random.roll(dealer.now / 30) })
        for (index, at) in times.sorted().enumerated() {
            dealer.closures.append(
                NaiveDealer.Closure(
                    at: at, isClosing: random.roll(8) == 0 ? index % 2 == 1 : index % 2 == 0,
                    asIfOpen: random.roll(4) == 0))
        }
        return dealer
    }

    /// Times of the day that clocks skip or show twice, and others.
    private static let firings = [
        times([12], [0]), times([2], [30]), times([1, 2, 13], [30]), times([1], [30]),
        times([2, 3], [0]), times([0], [0]), times([0, 1], [30]), times([1, 20], [45]),
        times([1, 2], [0, 30]),
    ]

    private static func times(_ hours: [Int], _ minutes: [Int]) -> [Int] {
        hours.flatMap { hour in minutes.map { 60 * hour + $0 } }
    }

    private static func limit(
        _ duty: inout NaiveDealer.Duty, late: Int, _ random: inout SeededRandom
    ) {
        if duty.isPeriodic, random.roll(2) == 0 {
            duty.late = span(30 * random.roll(late), orDays: 1, &random)
        }
        if random.roll(3) == 0 {
            duty.expires = span(30 * (1 + random.roll(90)), orDays: 1 + random.roll(2), &random)
        }
    }

    static func bulletin(_ random: inout SeededRandom) -> NaiveDealer {
        var dealer = NaiveDealer()
        dealer.isBulletin = true
        dealer.now = 60 * (30 + random.roll(140))
        dealer.clocks = clocks(&random)
        var duty = NaiveDealer.Duty(name: "first", to: awaiting(&random))
        duty.firings = firings[random.roll(firings.count)]
        duty.count = 1 + random.roll(3)
        limit(&duty, late: 60, &random)
        dealer.duties = [duty]
        if random.roll(4) == 0 { dealer.inForceFrom = 30 * random.roll(60) }
        dealer.reports = (0..<random.roll(14)).map { report($0, dealer, &random) }
        dealer.reliefs = (0..<max(0, random.roll(5) - 2)).map { _ in relief(dealer, &random) }
        return dealer
    }

    private static func awaiting(_ random: inout SeededRandom) -> [[String]] {
        switch random.roll(5) {
        case 0: [[units[0]]]
        case 1: [[units[0]], [units[1]]]
        case 2: [[units[0], units[1]]]
        case 3: [[units[random.roll(3)]]]
        default: [[units[0], units[1]], [units[2]]]
        }
    }

    private static func report(
        _ index: Int, _ dealer: NaiveDealer, _ random: inout SeededRandom
    ) -> NaiveDealer.Report {
        var report = NaiveDealer.Report(
            id: "r-\(index)", at: 30 * random.roll(dealer.now / 30), to: [units[random.roll(3)]])
        if random.roll(2) == 0 { report.to = Array(units.prefix(1 + random.roll(3))) }
        if random.roll(3) == 0 {
            report.stage = dealer.duties[random.roll(dealer.duties.count)].name
        }
        if random.roll(2) == 0 { report.form = "written" }
        report.isOK = random.roll(4) > 0
        if index > 0, random.roll(6) == 0 { report.corrects = "r-\(random.roll(index))" }
        if random.roll(6) == 0, let duty = dealer.duties.first(where: \.isPeriodic) {
            let number = 1 + random.roll(6)
            let due =
                dealer.isBulletin
                ? dealer.firing(number, of: duty) : dealer.occurrence(number, of: duty)
            report.period =
                random.roll(2) == 0 ? .deadline(due) : .day(dealer.clocks.day(at: due))
        }
        report.isRetracted = random.roll(7) == 0
        return report
    }

    private static func relief(
        _ dealer: NaiveDealer, _ random: inout SeededRandom
    ) -> NaiveDealer.Relief {
        let duty = dealer.duties[random.roll(dealer.duties.count)]
        let to = duty.to[random.roll(duty.to.count)].joined(separator: "|")
        let id = "rule/\(duty.name)@\(to)" + (!duty.isPeriodic ? "" : "#\(1 + random.roll(4))")
        let at = 30 * random.roll(dealer.now / 30)
        let isWaiver = random.roll(2) == 0
        let about = [duty.name, id, id, "*"][random.roll(4)]
        let until = 30 * random.roll(dealer.now / 20)
        return NaiveDealer.Relief(
            isWaiver: isWaiver, about: about, at: at,
            until: isWaiver && random.roll(2) == 0 ? nil : max(at + 30, until))
    }
}

/// A random case as rules and records for the engine.
struct PlayedCase {
    private let dealer: NaiveDealer
    private let rules: PinnedRulebooks
    private let bodies: [(at: Int, body: JSON)]

    init(_ dealer: NaiveDealer) throws {
        self.dealer = dealer
        rules = try Self.rules(dealer)
        bodies = Self.bodies(dealer)
    }

    private var id: Incident.ID { dealer.isBulletin ? "bulletin:rule/first@anju" : "i-1" }

    private static func instant(_ minute: Int, _ dealer: NaiveDealer) -> Instant {
        Instant(seconds: Int64(dealer.clocks.start)) + .seconds(minute * 60)
    }

    private func instant(_ minute: Int) -> Instant { Self.instant(minute, dealer) }

    private func record(_ body: JSON, at minute: Int) throws -> Record {
        try Record.read(body, arrivedAt: instant(minute), origin: "test")
    }

    /// Returns the verdicts if all records arrive together in the end.
    func verdictsAtOnce() throws -> [String: String] {
        var current = Case(id: id, at: instant(0))
        let end = instant(dealer.now)
        let records = try bodies.map { try record($0.body, at: dealer.now) }
        _ = current.receive(records, at: end, by: rules)
        _ = current.advance(to: end, by: rules)
        return verdicts(of: current)
    }

    /// Returns the verdicts if each record arrives at its own time or later.
    func verdictsInOrder(
        _ random: inout SeededRandom, by delay: (Int) -> Int
    ) throws -> [String: String] {
        var arrivals: [(at: Int, body: JSON)] = []
        for (index, entry) in bodies.enumerated() {
            arrivals.append((min(dealer.now, entry.at + delay(index)), entry.body))
        }
        arrivals.shuffle(using: &random)
        arrivals.sort { $0.at < $1.at }
        var current = Case(id: id, at: instant(0))
        _ = current.advance(to: instant(0), by: rules)
        for arrival in arrivals {
            let now = instant(arrival.at)
            while let wake = current.wakeAt, wake < now { _ = current.advance(to: wake, by: rules) }
            _ = current.receive([try record(arrival.body, at: arrival.at)], at: now, by: rules)
            if random.roll(2) == 0 { _ = current.advance(to: now, by: rules) }
        }
        let end = instant(dealer.now)
        while let wake = current.wakeAt, wake < end { _ = current.advance(to: wake, by: rules) }
        _ = current.advance(to: end, by: rules)
        return verdicts(of: current)
    }

    private func verdicts(of current: Case) -> [String: String] {
        var found: [String: String] = [:]
        for obligation in current.obligations {
            guard let verdict = obligation.verdict else { continue }
            let report = verdict.report.map { " \($0)" } ?? ""
            switch verdict.outcome {
            case .onTime: found[obligation.id.text] = "on-time" + report
            case .late(let by):
                found[obligation.id.text] = "late \(by.wholeMilliseconds / 60_000)" + report
            case .missed: found[obligation.id.text] = "missed"
            }
        }
        return found
    }
}

// MARK: Rules

extension PlayedCase {
    private static func period(_ span: NaiveDealer.Length) -> Period {
        switch span {
        case .minutes(let minutes): .exactly(.seconds(minutes * 60))
        case .days(let days): Period(months: 0, days: days, exact: .zero)
        }
    }

    /// Returns a schedule that fires at the given minutes of each day.
    private static func schedule(_ duty: NaiveDealer.Duty, in zone: Zone) throws -> BulletinSchedule
    {
        let times = duty.firings ?? []
        func list(_ numbers: [Int]) -> String {
            Set(numbers).sorted().map(String.init).joined(separator: ",")
        }
        let cron = "\(list(times.map { $0 % 60 })) \(list(times.map { $0 / 60 })) * * *"
        return BulletinSchedule(cron: try Cron(cron), zone: zone, count: duty.count)
    }

    private static func rules(_ dealer: NaiveDealer) throws -> PinnedRulebooks {
        let zone = try #require(RuleFolder.zone(dealer.clocks.zone))
        let accepts = ObligationRule.Demand(try Condition(["!==": [["var": "report.ok"], false]]))
        let obligations = try dealer.duties.map { duty in
            ObligationRule(
                name: duty.name,
                on: dealer.isBulletin
                    ? .schedule(try schedule(duty, in: zone)) : .incident,
                owes: .units(["anju"]).ifBulletin(dealer.isBulletin),
                to: duty.to.map { $0.map { .unit(Unit.ID($0)) } },
                due: dealer.isBulletin
                    ? .firing
                    : .within(
                        period(duty.within), of: duty.after.map { .submitted($0) } ?? .occurred),
                policy: "quiet", forms: duty.forms, accepts: duty.needsOK ? [accepts] : [],
                repeats: dealer.isBulletin ? nil : duty.every.map(period),
                expires: duty.expires.map(period), late: duty.late.map(period))
        }
        let rule = Rule(
            id: "rule", title: nil, cites: nil,
            inForce: Rule.InForce(from: dealer.inForceFrom.map { instant($0, dealer) }), when: nil,
            owes: .unit("anju"), obligations: obligations, areStagesNamed: dealer.areStagesNamed)
        let years = Offset(.exactly(.seconds(100_000_000)))
        return PinnedRulebooks(
            current: Rulebook(
                digest: "d",
                settings: Rulebook.Settings(
                    zone: zone, language: .english, operators: []),
                units: Founding.units, contacts: [], channels: [],
                policies: [
                    EscalationPolicy(
                        id: "quiet",
                        steps: [EscalationStep(start: .deadline(years), to: [.operators])],
                        acknowledgementHolds: .seconds(1_800))
                ],
                rules: [rule]))
    }

    private static func bodies(_ dealer: NaiveDealer) -> [(at: Int, body: JSON)] {
        var bodies: [(at: Int, body: JSON)] = []
        func instant(_ minute: Int) -> Instant { self.instant(minute, dealer) }
        let subject: JSONObject =
            dealer.isBulletin ? ["bulletin": "rule/first"] : ["incident": "i-1"]
        let other: JSONObject = [
            "incident": dealer.isBulletin ? "bulletin:rule/first@anju" : "i-1"
        ]
        func add(_ at: Int, _ members: JSONObject, _ base: JSONObject) {
            var body = base
            for member in members.members { body[member.key] = member.value }
            bodies.append((at, .object(body)))
        }
        if !dealer.isBulletin {
            add(
                0,
                [
                    "type": "incident", "unit": "anju", "title": "T",
                    "occurredAt": .string(instant(0).rfc3339), "at": .string(instant(0).rfc3339),
                ], subject)
        }
        for report in dealer.reports { add(report.at, members(report, dealer), subject) }
        for report in dealer.reports where report.isRetracted {
            add(
                report.at,
                [
                    "type": "retraction", "id": .string("x-\(report.id)"),
                    "report": .string(report.id), "at": .string(instant(report.at).rfc3339),
                ], other)
        }
        for (index, relief) in dealer.reliefs.enumerated() {
            var body: JSONObject = [
                "type": relief.isWaiver ? "waiver" : "extension", "id": .string("w-\(index)"),
                "by": "B", "obligation": .string(relief.about),
                "at": .string(instant(relief.at).rfc3339),
            ]
            body["until"] = relief.until.map { .string(instant($0).rfc3339) }
            add(relief.at, body, other)
        }
        for (index, closure) in dealer.closures.enumerated() {
            var body: JSONObject = [
                "type": closure.isClosing ? "closure" : "reopening", "id": .string("c-\(index)"),
                "at": .string(instant(closure.at).rfc3339),
            ]
            if !closure.isClosing { body["asIfOpen"] = .bool(closure.asIfOpen) }
            add(closure.at, body, other)
        }
        return bodies
    }

    private static func date(_ day: Int, _ dealer: NaiveDealer) -> CivilDate {
        Zone.utc.civil(at: instant(day * 1_440, dealer)).date
    }

    private static func members(
        _ report: NaiveDealer.Report, _ dealer: NaiveDealer
    ) -> JSONObject {
        var body: JSONObject = [
            "type": "report", "id": .string(report.id), "from": "anju",
            "to": .array(report.to.map(JSON.string)), "ok": .bool(report.isOK),
            "submittedAt": .string(instant(report.at, dealer).rfc3339),
        ]
        body["stage"] = report.stage.map(JSON.string)
        body["form"] = report.form.map(JSON.string)
        body["corrects"] = report.corrects.map(JSON.string)
        switch report.period {
        case .deadline(let minute): body["for"] = .string(instant(minute, dealer).rfc3339)
        case .day(let day): body["for"] = .string("\(date(day, dealer))")
        case nil: break
        }
        return body
    }
}

extension Owing {
    fileprivate func ifBulletin(_ isBulletin: Bool) -> Owing? { isBulletin ? self : nil }
}
