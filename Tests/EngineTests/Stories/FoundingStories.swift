import Calendars
import Cases
import Engine
import JSON
import Rules
import Storage
import TestSupport
import Testing

@Suite struct FoundingStories {
    @Test func `what is sent is what the simulation says, and nothing besides`() async throws {
        let world = try await Harness { rules in
            for name in ["committee-duty", "government-duty"] {
                rules.reach[name] = [["channel": "duty-room"]]
            }
        }
        try await world.hand(SampleRecords.incident())
        try await world.advance(to: "21:30")
        try await world.hand(SampleRecords.report(to: "committee", at: "21:30"))
        try await world.advance(to: "+09:00")
        #expect(
            world.told == [
                "17:30 anju-duty approaching approaching",
                "18:00 anju-head overdue overdue",
                "18:00 committee-duty overdue",
                "18:00 government-duty overdue",
                "19:00 committee-head still-overdue",
                "19:00 government-head still-overdue",
                "20:00 secretary still-overdue still-overdue",
                "21:00 secretary still-overdue still-overdue",
                "21:30 anju-duty met",
                "21:30 anju-head met",
                "21:30 committee-duty met",
                "21:30 committee-head met",
                "21:30 secretary met",
                "22:00 secretary still-overdue",
                "23:00 secretary still-overdue",
                "+00:00 secretary still-overdue",
                "+01:00 secretary still-overdue",
                "+02:00 engineer exhausted",
                "+02:00 secretary still-overdue",
            ])
        let records = [
            ("16:05", SampleRecords.incident()),
            ("21:30", SampleRecords.report(to: "committee", at: "21:30")),
        ]
        #expect(try await world.told.sorted() == world.simulated(records).sorted())
    }

    @Test func `a case born overdue says everything once, in one message to each`() async throws {
        let world = try await Harness(at: "19:10")
        try await world.hand(SampleRecords.incident())
        #expect(
            world.told == [
                "19:10 anju-duty catch-up catch-up", "19:10 anju-head catch-up catch-up",
                "19:10 committee-duty catch-up", "19:10 committee-head catch-up",
                "19:10 government-duty catch-up", "19:10 government-head catch-up",
            ])
        let mail = try #require(try world.mails().first { $0.to == ["anju-head"] })
        #expect(mail.text.contains("Due: 18:00 on 12 May 2026"))
        #expect(mail.text.contains("1 h 10 min late"))
    }

    @Test func `after a stop every missed step speaks once`() async throws {
        let world = try await Harness()
        try await world.hand(SampleRecords.incident())
        try await world.restart()
        try await world.jump(to: "21:15")
        #expect(
            world.told == [
                "21:15 anju-duty catch-up catch-up", "21:15 anju-head catch-up catch-up",
                "21:15 committee-duty catch-up", "21:15 committee-head catch-up",
                "21:15 government-duty catch-up", "21:15 government-head catch-up",
                "21:15 secretary catch-up catch-up",
            ])
        try await world.advance(to: "22:00")
        #expect(world.told.suffix(1) == ["22:00 secretary still-overdue still-overdue"])
    }

    @Test func `a report that comes meanwhile takes back what was not sent`() async throws {
        let world = try await Harness()
        try await world.hand(SampleRecords.incident())
        try await world.advance(to: "17:59")
        world.clock.now = try Harness.instant("18:00")
        try await world.machine.advanceAll()
        try await world.hand(SampleRecords.report(at: "17:58"))
        #expect(
            world.told == [
                "17:30 anju-duty approaching approaching", "18:00 anju-duty met met",
            ], "who was told nothing need not hear that it is over")
        let states = try await world.machine.deliveries().map(\.entry.state)
        #expect(states.count { $0 == .withdrawn } == 6)
        #expect(states.count { $0 == .delivered } == 2)
    }

    @Test func `an acknowledgement holds the leaders back and satisfies nothing`() async throws {
        let world = try await Harness { $0.awaiting = ["committee"] }
        try await world.hand(SampleRecords.incident())
        try await world.advance(to: "18:50")
        try await world.hand(SampleRecords.acknowledgement(at: "18:50"))
        try await world.advance(to: "20:00")
        #expect(
            world.told.suffix(2) == [
                "19:20 committee-head still-overdue", "20:00 secretary still-overdue",
            ])
    }
}

extension Harness {
    /// Returns the messages that the simulation predicts for records arriving at given times, in
    /// the form of `told`.
    func simulated(_ arrivals: [(String, JSON)], until: String? = nil) async throws -> [String] {
        let records = try arrivals.map { time, body in
            try Record.read(body, arrivedAt: Self.instant(time), origin: "story")
        }
        let rules = await machine.runtime.currentRules.rules
        let simulation = Simulation(rules: rules, until: try until.map(Self.instant))
        var order: [String] = []
        var reasons: [String: String] = [:]
        for line in simulation.run(records) {
            guard case .notice(let notice) = line.effect else { continue }
            let name = notice.to.description.split(separator: ":").last ?? ""
            let key = "\(Self.time(line.at)) \(name)"
            if reasons[key] == nil { order.append(key) }
            reasons[key, default: ""] += " " + notice.reason.rawValue
        }
        return order.map { $0 + reasons[$0, default: ""] }
    }
}
