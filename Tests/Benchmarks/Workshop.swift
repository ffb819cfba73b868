import Calendars
import Cases
import Deliveries
import Engine
import Files
import Foundation
import Intake
import JSON
import Logging
import Rules
import SQLiteStore
import Storage
import Transports

/// A temporary folder with a store and the rules in force: the parts of a watcher, not yet running.
final class Workshop {
    let folder: String
    let runtime: Runtime
    let rulebook: Rulebook
    private let isKept: Bool

    var database: String { folder + "/state/duebell.sqlite" }

    /// Creates the folder; with `isKept`, the folder stays after the workshop is gone.
    init(
        in parent: String, port: Int = 9, deadPorts: [Int] = [], isKept: Bool = false,
        rules: JSON? = nil, timekeeper: Timekeeper = .system
    ) async throws {
        self.isKept = isKept
        folder = parent + "/duebell-benchmark-\(UUID().uuidString)"
        for name in ["rules", "inbox", "state"] {
            try FileManager.default.createDirectory(
                atPath: folder + "/" + name, withIntermediateDirectories: true)
        }
        let document = (rules ?? Samples.rulebook(port: port, deadPorts: deadPorts))
            .bytes(.indented)
        try Data(document).write(to: URL(filePath: folder + "/rules/rules.json"))
        let reading = RulesReading(folder: folder + "/rules", zones: Self.zones)
        guard let rulebook = reading.rulebook else {
            throw Failure("the rules: \(reading.diagnostics)")
        }
        self.rulebook = rulebook
        runtime = Runtime(
            timekeeper: timekeeper,
            store: try SQLiteStore(path: folder + "/state/duebell.sqlite", for: .watching),
            currentRules: CurrentRules(PinnedRulebooks(current: rulebook)), zones: Self.zones,
            logger: Self.logger,
            run: "benchmark")
        try await reading.keep(rulebook, in: runtime)
    }

    deinit {
        if !isKept { try? FileManager.default.removeItem(atPath: folder) }
    }

    /// Opens a case for each instant, due at that instant.
    func open(
        dueAt instants: [Instant], unit: String = "plant", named name: String = "i",
        severity: String = "major"
    ) async throws {
        var start = 0
        while start < instants.count {
            let end = min(instants.count, start + 5_000)
            let now = runtime.timekeeper.now()
            let records = try (start..<end).map { number in
                let occurred = instants[number] + .seconds(-2 * 3_600)
                return try Record.read(
                    Samples.incident(
                        "\(name)\(number)", occurredAt: occurred, unit: unit, severity: severity),
                    arrivedAt: now, origin: "benchmark")
            }
            _ = try await runtime.commit { try $0.take(records, arrival: .once) }
            start = end
        }
    }

    /// Returns the transports of the rules' channels, on a loop of their own.
    func transports() async throws -> (TransportRegistry, CurlLoop) {
        let loop = CurlLoop(inFlightMax: DispatchBounds.inFlight.total)
        let factory = TransportFactory(
            loop: loop, secrets: SecretReader(environment: [:], rulesFolder: folder),
            stateFolder: folder, now: { Timekeeper.system.now() })
        let desk = TransportRegistry()
        let faults = await desk.open(rulebook, with: factory.open)
        guard faults.isEmpty else { throw Failure("\(faults)") }
        return (desk, loop)
    }

    static let zones: @Sendable (String) -> Zone? = { ZoneFiles().zone(named: $0) }

    static let logger: Logger = {
        var logger = Logger(label: "benchmark") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .error
        return logger
    }()
}

/// The reason why a measurement is invalid.
struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
