import Calendars
import Cases
import Conformance
import Deliveries
import JSON
import Rules
import Storage
import Testing

// A first, small use of the seeded scheduler: one rulebook, one script of records, one watcher. Not
// covered: crashes, failing stores, clocks that step back, rule changes, several watchers and
// deeper searches over seeds.

@Suite struct SeededWatcherTests {
    @Test(arguments: 1...5) func `a seed replays to exactly the same lines`(
        seed: UInt64
    ) async throws {
        let (one, other) = (try await Self.run(seed), try await Self.run(seed))
        #expect(one.log.lines.count > 50)
        #expect(one.log.lines == other.log.lines)
        let third = try await Self.run(seed + 1_000)
        #expect(one.log.lines != third.log.lines)
    }

    @Test(arguments: 1...50) func `records and rules have the same outcome whatever the seed`(
        seed: UInt64
    ) async throws {
        let watcher = try await Self.run(seed)
        #expect(
            try await watcher.verdicts() == [
                "i-1 urgent/city@committee: late PT3H30M", "i-1 urgent/city@government: open",
                "i-2 urgent/city@committee: on-time", "i-2 urgent/city@government: on-time",
                "i-3 urgent/city@committee: late PT10M", "i-3 urgent/city@government: open",
            ])
        let steps = try await watcher.steps()
        #expect(try await steps == Self.firstSteps.value)
        #expect(steps.count > 10)
        #expect(try await watcher.unsaid() == [])
        #expect(try await watcher.unexplained() == [])
        let repeated = watcher.answers.byDelivery.filter { _, answers in
            answers.dropLast().contains { !$0.isOpen }
        }
        #expect(repeated.isEmpty, "sent again though the answer left nothing open")
        #expect(!watcher.log.lines.contains { $0.contains("a step waited") })
    }

    /// The steps of the first seed.
    private static let firstSteps = Task { try await run(1).steps() }

    /// Runs the founding day with a seed, from the afternoon to the next morning.
    private static func run(_ seed: UInt64) async throws -> SeededWatcher {
        var rules = StoryRules(domain: "seeded.example", mailPort: 1, webPort: 1)
        rules.reach["committee-duty"] = [["channel": "duty-room"]]
        for name in ["anju-duty", "committee-head"] {
            rules.reach[name] = [
                StoryRules.mail(name, rules.domain), ["channel": "duty-room", "after": "5m"],
            ]
        }
        let script = try [
            ("16:05", SampleRecords.incident()),
            ("16:20", SampleRecords.incident("i-2", at: "16:10")),
            ("16:25", SampleRecords.incident("i-3", at: "16:15", severity: "minor")),
            ("16:50", SampleRecords.report("r-2", of: "i-2", at: "16:45")),
            ("17:10", critical),
            ("18:40", SampleRecords.report("r-3", of: "i-3", to: "committee", at: "18:25")),
            ("19:10", acknowledgement),
            ("21:35", SampleRecords.report(to: "committee", at: "21:30")),
        ].map { try SeededSource.Scripted(at: Harness.instant($0), body: $1) }
        let watcher = try await SeededWatcher(
            seed: seed, rules: rules.json, script: script, at: Harness.instant("16:00"))
        try await watcher.run(until: Harness.instant("+03:00"))
        return watcher
    }

    private static let critical: JSON = [
        "type": "incident", "id": "i-3-grew", "incident": "i-3", "severity": "critical",
        "unit": "anju", "title": "Gas explosion",
        "occurredAt": .string(SampleRecords.recordedTime("16:15")),
    ]

    private static let acknowledgement: JSON = [
        "type": "acknowledgement", "id": "a-1", "incident": "i-1", "by": "committee-head",
        "at": .string(SampleRecords.recordedTime("19:05")),
    ]
}

extension SeededWatcher {
    /// Returns the obligations and their verdicts in the store at the end.
    func verdicts() async throws -> [String] {
        let rows = try await store.read { [incidents] in
            try $0.owed(of: incidents, onlyOpen: false)
        }
        return rows.map { row in
            let verdict =
                switch row.verdict?.outcome {
                case nil: "open"
                case .onTime: "on-time"
                case .late(let span): "late \(span.iso8601)"
                case .missed: "missed"
                }
            return "\(row.incident) \(row.obligation): \(verdict)"
        }.sorted()
    }

    /// Returns the steps taken by any notice: obligation, step and recipient.
    func steps() async throws -> Set<String> {
        var taken: Set<String> = []
        for line in try await notices() {
            let steps = line["steps"]?.array ?? [line["step"] ?? .null]
            for step in steps {
                let texts = ["incident", "obligation", "to"].map { line[$0]?.string ?? "" }
                taken.insert(texts.joined(separator: " ") + " \(step.integer ?? 0)")
            }
        }
        return taken
    }

    private func notices() async throws -> [JSON] {
        var notices: [JSON] = []
        for incident in incidents {
            for row in try await store.read({ try $0.journal(of: incident) }) {
                notices += (try JSONReader.read(row.body).array ?? []).filter {
                    $0["type"] == "notice"
                }
            }
        }
        return notices
    }

    /// Returns the notices of the journal that are in no delivery.
    func unsaid() async throws -> [String] {
        var said: Set<String> = []
        for incident in incidents {
            for history in try await store.read({ try $0.deliveries(of: incident) }) {
                let delivery = try history.entry.delivery()
                guard case .incident(_, let items) = delivery.matter else { continue }
                for item in items {
                    said.insert(
                        "\(delivery.decidedAt.rfc3339) \(item.obligation?.text ?? "") "
                            + "\(delivery.to) \(item.reason.rawValue)")
                }
            }
        }
        return try await notices().map { line in
            ["at", "obligation", "to", "reason"].map { line[$0]?.string ?? "" }
                .joined(separator: " ")
        }.filter { !said.contains($0) }
    }

    /// Returns the deliveries that reached nobody and have no reason.
    func unexplained() async throws -> [String] {
        let histories = try await store.read {
            try $0.deliveries(matching: DeliveryFilter(), limit: 9_999)
        }
        return histories.filter { history in
            let entry = history.entry
            switch entry.state {
            case .delivered: return answers.byDelivery[entry.id]?.contains(.delivered) != true
            case .merged: return !histories.contains { $0.entry.id == entry.mergedInto }
            case .withdrawn: return entry.end == nil
            case .refused, .expired: return entry.end == nil && history.attempts.isEmpty
            case .waiting: return entry.holds.isEmpty && history.attempts.isEmpty
            }
        }.map { "\($0.entry.id) \($0.entry.state) \($0.entry.recipient)" }
    }
}
