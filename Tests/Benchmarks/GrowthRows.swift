import Calendars
import Cases
import Engine
import Foundation
import JSON
import Rules
import Storage
import Synchronization

/// The cost of one case by the amount it holds: each row names a small and a large case, whose cost
/// per item must be within a factor of two.
enum GrowthRows {
    static func reports(_ sizes: Sizes, _ folder: String) async throws -> [Figure] {
        try await figures("report of a case with", sizes.growth.reports) { count in
            let bench = try await Bench(in: folder, units: 1)
            try await bench.open(severity: "major")
            return try await Lap.of {
                for number in 0..<count {
                    try await bench.report(number, to: "unit-0")
                    if number.isMultiple(of: 50) { try await bench.advance() }
                }
            }
        }
    }

    static func repeats(_ sizes: Sizes, _ folder: String) async throws -> [Figure] {
        try await figures("occurrence of PT1M of", sizes.growth.occurrences) { count in
            let bench = try await Bench(in: folder, units: 1)
            try await bench.open(severity: "minutely")
            return try await Lap.of {
                for _ in 0..<count {
                    bench.pass(.seconds(60))
                    try await bench.advance()
                }
            }
        }
    }

    static func obligations(_ sizes: Sizes, _ folder: String) async throws -> [Figure] {
        try await figures("obligation of", sizes.growth.obligations) { count in
            let bench = try await Bench(in: folder, units: count)
            return try await Lap.of {
                try await bench.open(severity: "major")
                bench.pass(.seconds(7_000))
                for number in 0..<count {
                    try await bench.report(number, to: "unit-\(number)")
                    try await bench.advance()
                }
            }
        }
    }

    private static func figures(
        _ name: String, _ counts: [Int], _ measure: (Int) async throws -> Lap
    ) async throws -> [Figure] {
        var first: Double?
        var figures: [Figure] = []
        for count in counts {
            let lap = try await measure(count)
            let cost = lap.cpu / Double(count)
            let growth = String(format: "%.2f", cost / (first ?? cost))
            first = first ?? cost
            figures.append(
                Figure(
                    name: "\(name) \(count.spaced)", value: lap.cost(count), wish: "× ≤ 2",
                    remarks: "× \(growth) of the first, \(lap.perSecond(count).spaced)/s"))
        }
        return figures
    }
}

/// One case that grows, by a clock moved by hand.
private final class Bench {
    private let workshop: Workshop
    private let clock: MovedClock
    private let scheduler: SchedulerService

    init(in folder: String, units: Int) async throws {
        let clock = MovedClock()
        self.clock = clock
        workshop = try await Workshop(
            in: folder, rules: Samples.growthRules(units: units),
            timekeeper: Timekeeper { clock.now })
        scheduler = SchedulerService(runtime: workshop.runtime)
    }

    func pass(_ span: Duration) { clock.pass(span) }

    func open(severity: String) async throws {
        try await take(Samples.incident("big", occurredAt: clock.now, severity: severity))
    }

    func report(_ number: Int, to unit: String) async throws {
        pass(.milliseconds(500))
        try await take(
            [
                "type": "report", "id": .string("report-\(number)"), "incident": "big",
                "from": "plant", "to": [.string(unit)], "by": "Li Na",
                "submittedAt": .string(clock.now.rfc3339),
                "text": .string(String(repeating: "The valve is closed; levels fall. ", count: 12)),
            ])
    }

    func advance() async throws { _ = try await scheduler.advanceDue() }

    private func take(_ record: JSON) async throws {
        let record = try Record.read(record, arrivedAt: clock.now, origin: "benchmark")
        _ = try await workshop.runtime.commit { try $0.take([record], arrival: .once) }
        try await advance()
    }
}

/// A wall clock moved by hand.
private final class MovedClock: Sendable {
    private let instant = Mutex(Instant(seconds: 1_780_000_000))

    var now: Instant { instant.withLock(\.self) }

    func pass(_ span: Duration) { instant.withLock { $0 = $0 + span } }
}

extension Samples {
    /// Rules by which an incident obliges `plant` to report to each of some units.
    fileprivate static func growthRules(units count: Int) -> JSON {
        let names = (0..<count).map { "unit-\($0)" }
        var rules = rulebook(port: 9).object ?? JSONObject()
        var units = rules["units"]?.object ?? JSONObject()
        for name in names {
            units[name] = [
                "name": .string(name), "duty": "contact:duty", "leader": "contact:leader",
            ]
        }
        rules["units"] = .object(units)
        var everyMinute: JSONObject = [
            "to": ["office"], "due": ["within": "1m", "of": "occurred"], "policy": "press",
        ]
        everyMinute["repeat"] = ["every": "PT1M", "until": "closed"]
        rules["rules"] = [
            "all": [
                "title": "All units", "when": ["==": [["var": "incident.severity"], "major"]],
                "owes": ["var": "incident.unit"],
                "obligations": [
                    "each": [
                        "to": .array(names.map(JSON.string)),
                        "due": ["within": "2h", "of": "occurred"], "policy": "press",
                    ]
                ],
            ],
            "often": [
                "title": "Each minute", "when": ["==": [["var": "incident.severity"], "minutely"]],
                "owes": ["var": "incident.unit"], "obligations": ["minute": .object(everyMinute)],
            ],
        ]
        return .object(rules)
    }
}
