package import Calendars
import Cases
import Deliveries
package import DirectoryIntake
package import Engine
import Files
import Foundation
import Intake
package import Logging
import Rules
import SQLiteStore
import ServiceLifecycle
package import Storage
import Transports
package import UnixSignals

/// The watcher: all services, assembled.
package struct Watcher: Sendable {
    /// The paths of the watcher and the handling of their files.
    package struct Configuration: Sendable {
        package var rules: String
        package var inbox: String
        package var state: String
        package var database: String
        /// The folders whose files stay and are edited in place.
        package var kept: [String] = []
        /// The treatment of inbox files after their records are accepted.
        package var accepted = AcceptedFiles.keep
        /// The interval of scans of the folders, in addition to change notifications.
        package var scanEvery = Duration.seconds(30)

        package init(rules: String, inbox: String, state: String, database: String) {
            self.rules = rules
            self.inbox = inbox
            self.state = state
            self.database = database
        }
    }

    /// The reason why the watcher does not start.
    package enum Failure: Error, CustomStringConvertible {
        /// The faults of the rules, each with its place in the text.
        case rules([String])
        case store(StoreError)

        package var description: String {
            switch self {
            case .rules(let faults): faults.joined(separator: "\n")
            case .store(let error): "\(error)"
            }
        }
    }

    package let runtime: Runtime
    private let services: [any Service]
    private let loop: CurlLoop

    /// Reads the rules, opens the store and prepares every service; nothing runs yet.
    ///
    /// `fileClock` is the clock of the file system, whatever clock the cases use; `run` is the
    /// unique name of this run of the process, used in its leases.
    package init(
        _ places: Configuration, run: String, timekeeper: Timekeeper = .system,
        fileClock: @escaping @Sendable () -> Instant = Timekeeper.system.now,
        environment: [String: String], zones: @escaping @Sendable (String) -> Zone?,
        logger: Logger
    ) async throws(Failure) {
        let reading = RulesReading(folder: places.rules, zones: zones)
        guard let rulebook = reading.rulebook else {
            throw .rules(reading.troubles + reading.diagnostics.map(\.description))
        }
        for diagnostic in reading.diagnostics { logger.warning("\(diagnostic)") }
        do {
            runtime = Runtime(
                timekeeper: timekeeper,
                store: try SQLiteStore(path: places.database, for: .watching),
                currentRules: CurrentRules(PinnedRulebooks(current: rulebook)),
                zones: zones, logger: logger, run: run)
            if let change = try await reading.keep(rulebook, in: runtime) {
                logger.notice("rules in force", metadata: change.metadata)
            }
            try await Self.resumeDeliveries(in: runtime)
        } catch {
            throw .store(error)
        }
        loop = CurlLoop(inFlightMax: DispatchBounds.inFlight.total)
        let factory = TransportFactory(
            loop: loop,
            secrets: SecretReader(environment: environment, rulesFolder: places.rules),
            stateFolder: places.state, now: { timekeeper.now() })
        let transports = TransportRegistry()
        let faults = await transports.open(rulebook, with: factory.open)
        for (channel, fault) in faults.sorted(by: { $0.key < $1.key }) {
            await runtime.tellOperators(
                Delivery.Operation(
                    kind: .deliveryFailed,
                    finding: HealthIssue(.channelUnopened, [channel.text, "\(fault)"])),
                onceIn: .seconds(6 * 3_600))
        }
        let manager = ServiceManagerService(
            runtime: runtime, environment: environment,
            process: ProcessInfo.processInfo.processIdentifier)
        services =
            Self.intakes(places, runtime, fileClock)
            + Self.services(places, runtime, transports, factory)
            + [manager].compactMap(\.self)
    }

    /// Makes the deliveries of the run before this one available.
    ///
    /// The database has no other watcher, so the owner of any older lease is gone: its deliveries
    /// are sent now, under the same id, instead of after the lease. Deliveries held for a reason
    /// that a start resets are re-examined too.
    private static func resumeDeliveries(in runtime: Runtime) async throws(StoreError) {
        let now = runtime.timekeeper.now()
        _ = try await runtime.store.write { transaction in
            _ = try transaction.releaseLeases(except: runtime.run)
            return try transaction.wake(HoldReason.Kind.ofRules, channel: nil, at: now)
        }
    }

    /// Runs until SIGTERM or SIGINT, or until the task is cancelled; finishes messages in flight.
    package func run(trapping signals: [UnixSignal] = [.sigterm, .sigint]) async throws {
        let digest = await runtime.currentRules.rules.current.digest
        runtime.logger.notice("watching", metadata: ["digest": "\(digest)"])
        var logger = runtime.logger
        // At a lower level the library logs whole services, each some kilobytes.
        logger.logLevel = max(logger.logLevel, .notice)
        var configuration = ServiceGroupConfiguration(
            services: services.map { .init(service: $0) }, gracefulShutdownSignals: signals,
            logger: logger)
        configuration.maximumGracefulShutdownDuration = Self.stopMax
        let group = ServiceGroup(configuration: configuration)
        do {
            try await group.run()
        } catch is CancellationError {
            // Cancelled by the caller: an ordinary end.
        }
        await loop.close()
        runtime.logger.notice("stopped")
    }

    /// The time to finish messages in flight once the watcher is told to stop; the rest is then
    /// cancelled, and may have arrived. The watcher ends within ten seconds.
    private static let stopMax = Duration.seconds(8)

    private static func services(
        _ places: Configuration, _ runtime: Runtime, _ transports: TransportRegistry,
        _ factory: TransportFactory
    ) -> [any Service] {
        [
            SchedulerService(runtime: runtime),
            WatchdogService(runtime: runtime, factory: factory),
            RulesExpiryService(runtime: runtime),
            OwedFillingService(runtime: runtime),
            RetentionService(runtime: runtime) { [done = DoneFiles(state: places.state)] in
                try done.remove(before: $0, limit: $1)
            },
            DispatchService(
                runtime: runtime, transports: transports, owner: runtime.run,
                chance: SystemRandomNumberGenerator()),
            BounceService(
                runtime: runtime, stateFolder: places.state, scanEvery: places.scanEvery),
            rules(places, runtime, transports, factory),
        ]
    }

    private static func intakes(
        _ places: Configuration, _ runtime: Runtime, _ fileClock: @escaping @Sendable () -> Instant
    ) -> [any Service] {
        var settings = FolderSettings(clock: fileClock)
        settings.scanEvery = places.scanEvery
        let inbox = DirectorySource(
            inbox: places.inbox, state: places.state, accepted: places.accepted,
            settings: settings)
        let editable = places.kept.map { [settings] folder in
            EditableDirectorySource(path: folder, state: places.state, settings: settings)
        }
        return ([inbox] as [any Source] + editable).map {
            IntakeService(runtime: runtime, source: $0)
        }
    }

    private static func rules(
        _ places: Configuration, _ runtime: Runtime, _ transports: TransportRegistry,
        _ factory: TransportFactory
    ) -> any Service {
        let hint = Signal(by: runtime.timekeeper)
        return RulesService(
            runtime: runtime, folder: places.rules, transports: transports, factory: factory,
            hint: hint,
            watch: FolderWatcher(folders: FolderTree.folders(of: places.rules)) { hint.notify() })
    }
}
