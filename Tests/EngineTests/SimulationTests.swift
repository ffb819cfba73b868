import Calendars
import Cases
import Deliveries
import Engine
import JSON
import Rules
import Storage
import TestSupport
import Testing

@Suite struct SimulationTests {
    @Test(arguments: 1...10)
    func `whatever happens, what is due is said once, and nothing after it was met`(
        seed: UInt64
    ) async throws {
        let fuzzRun = try await FuzzRun(seed: seed)
        for _ in 0..<120 { try await fuzzRun.act() }
        try await fuzzRun.finish()
        #expect(fuzzRun.road.complaints == [])
        let (unsaid, unsettled) = (try await fuzzRun.unsaid(), try await fuzzRun.unsettled())
        let repeated = try await fuzzRun.repeated()
        #expect(unsaid.isEmpty, "\(unsaid)")
        #expect(unsettled.isEmpty, "\(unsettled)")
        #expect(repeated.isEmpty, "\(repeated)")
        #expect(fuzzRun.road.count > 0)
    }
}

/// A watcher under random events: records in any order, a clock that jumps and steps back,
/// receivers that refuse, delay and lose answers, a failing disk, crashes.
final class FuzzRun {
    let road: UncertainTransport
    private let folder: TestFolder
    private let clock: HandClock
    private let start: Instant
    private var machine: Machine
    private var random: SeededRandom
    private var incidents: [String] = []
    private var recordsMade = 0

    init(seed: UInt64) async throws {
        folder = try TestFolder().with("rules", "inbox", "state")
        random = SeededRandom(seed: seed)
        start = try Harness.instant("12:00")
        clock = HandClock(start)
        road = UncertainTransport(seed: seed &+ 1_000)
        var rules = StoryRules(domain: "fuzzRun.example", mailPort: 1, webPort: 1)
        let second = StoryRules.mail("second", rules.domain)
        for name in ["anju-duty", "committee-head", "government-duty"] {
            rules.reach[name] = [StoryRules.mail(name, rules.domain), second]
        }
        rules.reach["anju-head"] = [
            StoryRules.mail("anju-head", rules.domain),
            ["channel": "duty-room", "after": "5m"],
        ]
        try folder.write(rules.json.serialized(), to: "rules/rules.json")
        machine = try await Machine(folder.path, clock, kept: false, road: road)
        road.store = machine.store
    }

    /// Performs one random event.
    func act() async throws {
        switch random.roll(20) {
        case 0..<6: try await take(happening())
        case 6..<8: clock.now = clock.now - .seconds(random.roll(7_200))
        case 8: try await crash()
        case 9: await fail(.full(during: "fuzzRun"))
        default: clock.now = clock.now + .seconds(random.roll(4_000))
        }
        if random.roll(4) > 0 { await turn() }
    }

    /// Runs a turn in which the store fails after some writes.
    private func fail(_ error: StoreError) async {
        machine.store.fail(with: error, after: random.roll(3))
        _ = try? await machine.scheduler.advanceDue()
        // Notified, or the dispatcher would pause before it gives up.
        machine.runtime.outbox.notify()
        await machine.dispatch.drain()
        machine.store.fail(with: nil)
    }

    /// Ends all failures and runs the clock until nothing more can happen.
    func finish() async throws {
        road.isCalm = true
        clock.now = max(clock.now, start)
        for _ in 0..<3_000 {
            await turn()
            guard let next = try await machine.next() else { return }
            clock.now = max(clock.now, next)
        }
        throw TestFailure("it goes on for ever")
    }

    private func turn() async {
        _ = try? await machine.scheduler.advanceDue()
        let (one, other) = (machine.dispatch, machine.dispatcher(named: "other"))
        async let first: Void = one.drain()
        async let second: Void = other.drain()
        _ = await (first, second)
    }

    private func crash() async throws {
        // Settlements in progress are lost with the crash.
        await fail(.io(during: "fuzzRun", detail: "gone"))
        machine.store.close()
        try await eventually("the old watcher has let go") {
            guard let next = try? await Machine(folder.path, clock, kept: false, road: road) else {
                return false
            }
            machine = next
            road.store = next.store
            return true
        }
    }

    private func take(_ body: JSON) async throws {
        let record = try Record.read(body, arrivedAt: clock.now, origin: "fuzzRun")
        // A source offers a batch again until it is committed, and may offer it twice.
        for _ in 0...random.roll(2) {
            _ = try? await machine.runtime.commit { try $0.take([record], arrival: .once) }
        }
    }

    /// Returns a record of an event within some hours of now.
    private func happening() -> JSON {
        recordsMade += 1
        let time = (clock.now + .seconds(random.roll(10_800) - 9_000)).rfc3339
        guard let known = incidents.isEmpty ? nil : incidents[random.roll(incidents.count)],
            random.roll(3) > 0
        else {
            let id = "i-\(incidents.count)"
            incidents.append(id)
            return incident(id, time)
        }
        var body: JSONObject = ["id": .string("r-\(recordsMade)"), "incident": .string(known)]
        switch random.roll(5) {
        case 0: return incident(known, time)
        case 1:
            body["type"] = "acknowledgement"
            body["by"] = "committee-head"
            body["at"] = .string(time)
        default:
            body["type"] = "report"
            body["from"] = "anju"
            body["to"] =
                [["committee"], ["government"], ["committee", "government"]][random.roll(3)]
            body["submittedAt"] = .string(time)
        }
        return .object(body)
    }

    private func incident(_ id: String, _ time: String) -> JSON {
        [
            "type": "incident", "id": .string("r-\(recordsMade)"), "incident": .string(id),
            "unit": "anju", "title": "Gas", "severity": random.roll(5) > 0 ? "major" : "minor",
            "occurredAt": .string(time),
        ]
    }
}

extension FuzzRun {
    /// Returns decisions without a message, and decisions that are missing.
    func unsaid() async throws -> [String] {
        var missing: [String] = []
        for id in incidents {
            let (journal, deliveries, row) = try await machine.store.read { snapshot in
                let id = Incident.ID(id)
                return (
                    try snapshot.journal(of: id), try snapshot.deliveries(of: id),
                    try snapshot.caseRow(id)
                )
            }
            let said = try Set(
                deliveries.flatMap { try $0.entry.delivery().marks })
            for entry in journal {
                for line in try JSONReader.read(entry.body).array ?? [] {
                    guard line["type"] == "notice" else { continue }
                    let mark = Self.mark(of: line)
                    if !said.contains(mark) { missing.append(mark) }
                }
            }
            guard let row else { continue }
            for obligation in try Case(encoded: row.body).obligations
            where obligation.isOpen && !obligation.escalation.isExhausted {
                missing.append("\(id): the ladder of \(obligation.id) was not climbed")
            }
        }
        return missing
    }

    /// Returns messages that reached nobody and were not reported.
    func unsettled() async throws -> [String] {
        var lost: [String] = []
        for id in incidents {
            let (histories, row) = try await machine.store.read { snapshot in
                (try snapshot.deliveries(of: .init(id)), try snapshot.caseRow(.init(id)))
            }
            let deliveries = try histories.map { try $0.entry.delivery() }
            for (history, delivery) in zip(histories, deliveries) {
                let isWell: Bool
                switch history.entry.state {
                case .waiting: isWell = false
                case .delivered: isWell = road.got(delivery.id.text)
                case .merged: isWell = false
                case .withdrawn:
                    isWell = try row.map { try delivery.isOver(in: Case(encoded: $0.body)) } ?? true
                case .refused, .expired:
                    let hasNext = deliveries.contains {
                        $0.to == delivery.to && $0.matter == delivery.matter
                            && $0.reach > delivery.reach
                    }
                    isWell = hasNext || road.operatorsHeard(of: "\(delivery.to) by ")
                }
                if !isWell {
                    lost.append(
                        "\(delivery.id) \(history.entry.state) \(delivery.to) "
                            + "by \(delivery.channel) \(delivery.reach): "
                            + "\(history.entry.holds) "
                            + history.attempts.map { "\($0.code)" }.joined(separator: " "))
                }
            }
        }
        return lost
    }

    /// Returns content that was put into two messages to one address.
    func repeated() async throws -> [String] {
        var seen: [String: Delivery.ID] = [:]
        var doubles: [String] = []
        for id in incidents {
            let histories = try await machine.store.read { try $0.deliveries(of: .init(id)) }
            for history in histories {
                let delivery = try history.entry.delivery()
                guard case .incident(_, let items) = delivery.matter else { continue }
                for item in items {
                    let mark =
                        "\(id) \(delivery.to) \(delivery.address ?? "") \(item.reason) "
                        + "\(item.obligation?.text ?? "") \(item.steps) \(item.dueAt.rfc3339)"
                        // Two records from the future can arrive at the same instant.
                        + (item.reason == .implausible ? "\(String(describing: item.detail))" : "")
                    if let other = seen[mark], other != delivery.id { doubles.append(mark) }
                    seen[mark] = delivery.id
                }
            }
        }
        return doubles
    }

    private static func mark(of line: JSON) -> String {
        let texts = ["at", "obligation", "to", "reason"].map { line[$0]?.string ?? "" }
        return texts.joined(separator: " ") + " \(line["step"]?.integer ?? 0)"
    }
}

extension Delivery {
    /// The items of the delivery, in the form of the journal.
    fileprivate var marks: [String] {
        guard case .incident(_, let items) = matter else { return [] }
        return items.map { item in
            "\(decidedAt.rfc3339) \(item.obligation?.text ?? "") \(to) \(item.reason.rawValue) "
                + "\(item.steps.last ?? 0)"
        }
    }

    /// Returns true if the content of the delivery was outdated.
    fileprivate func isOver(in incident: Case) -> Bool {
        guard case .incident(_, let items) = matter else { return false }
        return items.allSatisfy { item in
            item.reason == .met
                || item.obligation.flatMap { incident.obligation($0)?.isOpen } == false
        }
    }
}
